import { utf8Length } from '@sluice/contracts';
import { batchIdOf, type RowBatch, type Sha256Hex } from '@sluice/message-schemas';
import type { DatasetRecords, TransformedRecord } from './transform-records.js';

export interface PackOptions {
  /** Most bytes of a message's whole body: the JSON with its base64 content. */
  readonly maxContentBytes: number;
  /** UTF-8 and gzip. The same text must give the same bytes, or a retry makes another claim check. */
  readonly gzip: (text: string) => Uint8Array;
  readonly encodeBase64: (bytes: Uint8Array) => string;
  readonly sha256Hex: Sha256Hex;
  readonly stream: string;
}

/** First and last record of a batch on one shard, in the order handed over. */
export interface SequenceRange {
  readonly shardId: string;
  readonly firstSequence: string;
  readonly lastSequence: string;
}

interface Packed {
  /** Index of its first record in what was transformed. */
  readonly firstPosition: number;
  readonly ranges: readonly SequenceRange[];
}

/** A message ready to be sent, or, where one record alone does not fit, what to store before its claim is sent. */
export type PackedBatch =
  | (Packed & { readonly kind: 'inline'; readonly message: RowBatch })
  | (Packed & {
      readonly kind: 'claim';
      /** Lacks the claim's `content`. */
      readonly message: Omit<RowBatch, 'content'>;
      /** Gzip. */
      readonly content: Uint8Array;
    });

/** A record with its JSON, which is made once. */
interface Entry {
  readonly record: TransformedRecord;
  readonly json: string;
}

/** As much text tells how well the rest compresses. */
const sampleLength = 128 * 1024;
/** Aimed at a little under the limit: what does not fit has to be compressed again. */
const fillFactor = 0.96;

/**
 * Packs each dataset's records into few messages, in the order of the stream: greedily, by the compression seen so
 * far; what turns out too large is cut. Deterministic.
 * @returns batches in the order of their first records
 */
export function packRowBatches(perDataset: readonly DatasetRecords[], options: PackOptions): PackedBatch[] {
  return perDataset
    .flatMap((share) => packDataset(share, options))
    .sort((a, b) => a.firstPosition - b.firstPosition);
}

function packDataset(share: DatasetRecords, options: PackOptions): PackedBatch[] {
  const entries = share.records.map((record) => ({
    record,
    json: JSON.stringify('row' in record ? record.row : record.reject),
  }));
  const batches: PackedBatch[] = [];
  let ratio = sampleRatio(entries, options);
  for (let start = 0; start < entries.length;) {
    let count = countWithin(entries, start, (options.maxContentBytes * fillFactor) / ratio);
    for (;;) {
      const chunk = entries.slice(start, start + count);
      const text = contentText(chunk);
      const content = options.gzip(text);
      const message = describe(share, chunk, options);
      const bytes = bodyBytes(message, content);
      if (bytes <= options.maxContentBytes || count === 1) {
        batches.push(pack(message, content, bytes, chunk, options));
        ratio = bytes / text.length;
        start += count;
        break;
      }
      count = Math.max(
        1,
        Math.min(count - 1, Math.floor((count * fillFactor * options.maxContentBytes) / bytes)),
      );
    }
  }
  return batches;
}

/** Bytes of body for each character of content. */
function sampleRatio(entries: readonly Entry[], { gzip }: PackOptions): number {
  const text = contentText(entries.slice(0, countWithin(entries, 0, sampleLength)));
  return base64Length(gzip(text).byteLength) / text.length;
}

/** How many entries from `start` on stay within so many characters; at least one. */
function countWithin(entries: readonly Entry[], start: number, maxLength: number): number {
  let length = 0;
  let end = start;
  for (; end < entries.length; end++) {
    length += (entries[end]?.json.length ?? 0) + 1;
    if (length > maxLength) break;
  }
  return Math.max(1, end - start);
}

/** `RowBatchContent` as JSON. */
function contentText(entries: readonly Entry[]): string {
  const rows = entries.filter(({ record }) => 'row' in record).map(({ json }) => json);
  const rejects = entries.filter(({ record }) => 'reject' in record).map(({ json }) => json);
  return `{"rows":[${rows.join(',')}],"rejects":[${rejects.join(',')}]}`;
}

function describe(
  { dataset, contractVersion }: DatasetRecords,
  entries: readonly Entry[],
  { stream, sha256Hex }: PackOptions,
): Omit<RowBatch, 'content'> {
  const rows = entries.filter(({ record }) => 'row' in record).length;
  const recordIds = entries.map(({ record }) => ('row' in record ? record.row : record.reject).recordId);
  return {
    type: 'RowBatch',
    version: 1,
    dataset,
    contractVersion,
    batchId: batchIdOf(recordIds, sha256Hex),
    stream,
    rows,
    rejects: entries.length - rows,
  };
}

const base64Length = (bytes: number): number => 4 * Math.ceil(bytes / 3);

/** Base64 is ASCII, and JSON escapes none of it, so the body need not be built to be measured. */
function bodyBytes(message: Omit<RowBatch, 'content'>, content: Uint8Array): number {
  const frame = JSON.stringify({ ...message, content: { kind: 'inline', data: '' } });
  return utf8Length(frame) + base64Length(content.byteLength);
}

function pack(
  message: Omit<RowBatch, 'content'>,
  content: Uint8Array,
  bytes: number,
  entries: readonly Entry[],
  { maxContentBytes, encodeBase64 }: PackOptions,
): PackedBatch {
  const records = entries.map(({ record }) => record);
  const packed = { firstPosition: records[0]?.position ?? 0, ranges: sequenceRanges(records) };
  return bytes > maxContentBytes
    ? { ...packed, kind: 'claim', message, content }
    : {
        ...packed,
        kind: 'inline',
        message: { ...message, content: { kind: 'inline', data: encodeBase64(content) } },
      };
}

function sequenceRanges(records: readonly TransformedRecord[]): SequenceRange[] {
  const ranges = new Map<string, SequenceRange>();
  for (const { shardId, sequenceNumber } of records)
    ranges.set(shardId, {
      shardId,
      firstSequence: ranges.get(shardId)?.firstSequence ?? sequenceNumber,
      lastSequence: sequenceNumber,
    });
  return [...ranges.values()];
}
