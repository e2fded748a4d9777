import { rowBatchContentSchema, type RowBatchContent } from '@sluice/message-schemas';

/** Bytes that can be read as text; Node's `Buffer` is one. */
export interface Utf8Text {
  toString(encoding: 'utf8'): string;
}

/**
 * Reads what `packRowBatches` packed, from an inline message or a claim check.
 * @param content the gzip bytes
 * @param gunzip throws when they are damaged, as `gunzipSync` does
 * @returns undefined when they are not gzip, not JSON or not a `RowBatchContent`: the message cannot be loaded
 */
export function unpackRowBatch(
  content: Uint8Array,
  gunzip: (bytes: Uint8Array) => Utf8Text,
): RowBatchContent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(gunzip(content).toString('utf8'));
  } catch {
    return undefined;
  }
  return rowBatchContentSchema.safeParse(value).data;
}
