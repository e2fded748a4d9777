import { createHash } from 'node:crypto';
import { findDataset } from '@sluice/contracts';
import { createRecordCodec } from '@sluice/record-codec';
import {
  transformRecord,
  type RecordCodec,
  type StreamRecord,
  type TransformedRecord,
  type TransformOptions,
} from './index.js';

export const codec: RecordCodec = createRecordCodec();

export const transformOptions: TransformOptions = { stream: 'ratings', findDataset, codec };

export const rating = (number: number) => ({
  tconst: `tt${String(number).padStart(7, '0')}`,
  averageRating: 8.7,
  numVotes: number,
  ratedAt: '2026-03-14T09:26:53+01:00',
});

export const enveloped = (data: unknown) => ({ dataset: 'title-ratings', data });

export const bytesOf = (content: unknown): Uint8Array =>
  content instanceof Uint8Array
    ? content
    : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));

/** A record of a shard: bytes and text as they are, anything else as JSON. */
export const recordOf = (content: unknown): StreamRecord => ({
  shardId: 'shardId-000000000000',
  sequenceNumber: '4960000000000000000000',
  arrivedAtMs: 1_760_000_000_000,
  data: bytesOf(content),
});

/** Of every record `recordOf` makes. */
export const recordId = 'ratings/shardId-000000000000:4960000000000000000000';

/** All that one record holds. */
export function judged(
  content: unknown,
  options: Partial<TransformOptions> = {},
  position = 0,
): TransformedRecord[] {
  const all: TransformedRecord[] = [];
  transformRecord(recordOf(content), position, { ...transformOptions, ...options }, (one) => all.push(one));
  return all;
}

/** The one reject of a record, with the dataset it went to. */
export function rejectOf(content: unknown, options: Partial<TransformOptions> = {}) {
  const [only, ...others] = judged(content, options);
  if (!only || !('reject' in only) || others.length > 0) throw new Error('not one reject');
  return { dataset: only.dataset.name, ...only.reject };
}

/** What came of each payload, in short: `_record_id` behind the record's own, and the row's number or the reason. */
export const inShort = (all: readonly TransformedRecord[]): [string, unknown][] =>
  all.map((one) =>
    'row' in one
      ? [one.row.recordId.slice(recordId.length), one.row.values[2]]
      : [one.reject.recordId.slice(recordId.length), one.reject.reason],
  );

const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);

/** As the KPL puts records together, with one partition key. */
export function aggregateOf(...contents: readonly unknown[]): Buffer {
  const records = contents.map((content) => {
    const record = Buffer.concat([Buffer.from([0x08, 0x00]), field(3, bytesOf(content))]);
    return field(3, record);
  });
  const message = Buffer.concat([field(1, Buffer.from('key')), ...records]);
  return Buffer.concat([magic, message, createHash('md5').update(message).digest()]);
}

function field(number: number, bytes: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length, rest]), bytes]);
}
