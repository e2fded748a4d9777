import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { StreamBed } from './stream-bed.testing.js';

/** A line of a quarantine file, as far as it matters here. */
interface Line {
  readonly recordId: string;
  readonly raw?: string;
  readonly rawBase64?: string;
  /** Set when more than it was. */
  readonly rawBytes?: number;
}

/** Expects that quarantine keeps every bad payload's own bytes. */
export async function expectRaw(bed: StreamBed): Promise<void> {
  const { s3 } = bed.stack.clients;
  const { rejects } = await bed.contents();
  const kept = new Map<string, string>();
  for (const uri of new Set(rejects.map(({ rawLocation }) => rawLocation.replace(/#\d+$/, '')))) {
    const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
    for (const line of text.split('\n').filter(Boolean)) {
      const { recordId, raw, rawBase64 } = JSON.parse(line) as Line;
      kept.set(recordId, raw === undefined ? (rawBase64 ?? '') : Buffer.from(raw).toString('base64'));
    }
  }
  const expected = bed.model.rawRecords();
  for (const [recordId, { name, raw }] of expected)
    expect(kept.get(recordId), `the bytes of ${name}, ${recordId}`).toBe(Buffer.from(raw).toString('base64'));
  expect(kept.size).toBe(expected.size);
}
