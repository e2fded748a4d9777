import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { findDataset } from '@sluice/contracts';
import type { RowBatchContent } from '@sluice/message-schemas';
import {
  unpackRowBatch,
  type PackedBatch,
  type PackOptions,
  type StreamRecord,
  type TransformOptions,
} from './index.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const sha256Hex = (text: string) => createHash('sha256').update(text).digest('hex');
const encodeBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export const transformOptions: TransformOptions = {
  stream: 'ratings',
  findDataset,
  decodeUtf8(bytes) {
    try {
      return utf8.decode(bytes);
    } catch {
      return undefined;
    }
  },
  encodeBase64,
  sha256Hex,
};

export const packOptions: PackOptions = {
  stream: 'ratings',
  maxContentBytes: 245_760,
  gzip: (text) => gzipSync(text),
  encodeBase64,
  sha256Hex,
};

export const rating = (number: number) => ({
  tconst: `tt${String(number).padStart(7, '0')}`,
  averageRating: 8.7,
  numVotes: number,
  ratedAt: '2026-03-14T09:26:53+01:00',
});

/** Records of one shard: bytes as they are, anything else as JSON. */
export function records(...contents: readonly unknown[]): StreamRecord[] {
  return contents.map((content, index) => ({
    shardId: 'shardId-000000000000',
    sequenceNumber: String(4960000000000000000000n + BigInt(index)),
    arrivedAtMs: 1_760_000_000_000 + index,
    data: content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content)),
  }));
}

export function contentOf(batch: PackedBatch): RowBatchContent {
  const bytes =
    batch.kind === 'claim'
      ? batch.content
      : Buffer.from(batch.message.content.kind === 'inline' ? batch.message.content.data : '', 'base64');
  const content = unpackRowBatch(bytes, gunzipSync);
  if (!content) throw new Error('the batch cannot be read');
  return content;
}

/** The same random numbers every time. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
