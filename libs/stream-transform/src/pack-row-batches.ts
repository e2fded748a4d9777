import { tableColumns, utf8Length, type Dataset } from '@sluice/contracts';
import {
  batchIdOf,
  batchRowText,
  deadLetterAttributes,
  joinRowBatchText,
  type RowBatch,
} from '@sluice/message-schemas';
import type { RecordCodec } from './record-codec.js';
import type { TransformedRecord } from './transform-record.js';

/** A judged record as it goes into a message. */
export interface BatchEntry {
  /** Index of its stream record in what was handed over. */
  readonly position: number;
  /** Its record id without what all of the call's begin with. */
  readonly id: string;
  /** Why it is a reject; undefined for a row. */
  readonly reason: string | undefined;
  readonly json: string;
}

/** Records of one dataset, compressed; not yet said whether inline or by claim check. */
export interface PackedBatch {
  /** All but where the content is. */
  readonly message: Omit<RowBatch, 'content'>;
  /** JSON, gzip. */
  readonly content: Uint8Array;
  /** Characters of that JSON. */
  readonly textLength: number;
  /** Bytes of the message with the content inline, attributes included. */
  readonly inlineBytes: number;
  /** Position of its first record. */
  readonly firstPosition: number;
  /** Rejects by reason. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** What all records of a call have in common: they are one shard's, or rows that are sent again. */
export interface PackOptions {
  readonly stream: string;
  /** What every record id begins with. */
  readonly recordIdPrefix: string;
  /** Of the batches; of a stream's own when absent. */
  readonly kind?: RowBatch['kind'] | undefined;
  readonly codec: RecordCodec;
}

export function batchEntry(judged: TransformedRecord): BatchEntry {
  const { position, id } = judged;
  if ('row' in judged) {
    const { row } = judged;
    return { position, id, reason: undefined, json: batchRowText(id, row) };
  }
  const { reject } = judged;
  return { position, id, reason: reject.reason, json: JSON.stringify(reject) };
}

/** Packs records of one dataset, at least one, into one batch. */
export async function packRowBatch(
  dataset: Dataset,
  entries: readonly BatchEntry[],
  options: PackOptions,
): Promise<PackedBatch> {
  const { stream, recordIdPrefix, kind, codec } = options;
  const reasons = new Map<string, number>();
  for (const { reason } of entries)
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const rejects = entries.filter(({ reason }) => reason !== undefined).length;
  const message: Omit<RowBatch, 'content'> = {
    type: 'RowBatch',
    version: 1,
    dataset: dataset.name,
    contractVersion: dataset.version,
    batchId: batchIdOf([recordIdPrefix, ...entries.map(({ id }) => id)], (text) => codec.sha256Hex(text)),
    stream,
    ...(kind === undefined ? {} : { kind }),
    rows: entries.length - rejects,
    rejects,
  };
  const text = contentText(dataset, entries, options);
  const content = await codec.gzip(text);
  const frame = JSON.stringify({ ...message, content: { kind: 'inline', data: '' } });
  return {
    message,
    content,
    textLength: text.length,
    // Base64 is ASCII, and JSON escapes none of it, so that the body need not be made to be measured.
    inlineBytes:
      utf8Length(frame) + base64Length(content.byteLength) + attributeBytes(messageAttributes(dataset.name)),
    firstPosition: entries[0]?.position ?? 0,
    reasons,
  };
}

/** A batch's content as JSON. */
export function contentText(
  dataset: Dataset,
  entries: readonly BatchEntry[],
  { recordIdPrefix }: PackOptions,
): string {
  const rows: string[] = [];
  const rejects: string[] = [];
  for (const { reason, json } of entries) (reason === undefined ? rows : rejects).push(json);
  return joinRowBatchText({ columns: columnNames(dataset), recordIdPrefix, rows, rejects });
}

const columnNames = (dataset: Dataset): readonly string[] => tableColumns(dataset).map(({ name }) => name);

/** What tells people a message's dataset without unpacking it, in the queue and in its dead-letter queue. */
export const messageAttributes = (dataset: string): Readonly<Record<string, string>> => ({
  [deadLetterAttributes.dataset]: dataset,
});

/** As SQS counts them: name, type and value, in UTF-8. */
const attributeBytes = (attributes: Readonly<Record<string, string>>): number =>
  Object.entries(attributes).reduce(
    (bytes, [name, value]) => bytes + utf8Length(name) + 'String'.length + utf8Length(value),
    0,
  );

export const base64Length = (bytes: number): number => 4 * Math.ceil(bytes / 3);
