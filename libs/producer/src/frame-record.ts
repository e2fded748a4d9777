import type { Dataset } from '@sluice/contracts';
import { envelopeOf, judgeOf, malformed } from './judge-record.js';
import { recordBytes, type OutgoingRecord, type RecordSource, type Refusal } from './outgoing-record.js';
import { partitionKeyOf } from './partition-key.js';

export interface FrameOptions {
  /** Whether the contract judges a record before it is sent. Default: true. */
  readonly validate?: boolean | undefined;
  /** Largest record that the stream takes, data and partition key together. Default: 1 MiB. */
  readonly maxRecordBytes?: number | undefined;
}

export type Framed =
  { readonly ok: true; readonly record: OutgoingRecord } | { readonly ok: false; readonly refusal: Refusal };

/** What a stream takes unless it is set up for more. */
export const defaultMaxRecordBytes = 1024 * 1024;

// A byte order mark would stand in the middle of the envelope, where no reader takes it away.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Puts a record into the envelope `{dataset, contractVersion, data}`, JSON text unchanged. Judged is what the
 * pipeline will read: the text, parsed. Without `validate` nothing is refused but what the stream cannot take; what
 * is not JSON goes as a JSON string, for the pipeline to judge.
 */
export function recordFramer(
  dataset: Dataset,
  { validate = true, maxRecordBytes = defaultMaxRecordBytes }: FrameOptions = {},
): (source: RecordSource) => Framed {
  const judge = validate ? judgeOf(dataset) : undefined;
  const keyOf = partitionKeyOf(dataset);
  const envelope = envelopeOf(dataset);
  const [before, after] = [Buffer.from(envelope.before), Buffer.from(envelope.after)];

  const frame = (json: Uint8Array, value: Readonly<Record<string, unknown>> | undefined): Framed => {
    const record = { data: Buffer.concat([before, json, after]), partitionKey: keyOf(json, value) };
    return recordBytes(record) > maxRecordBytes
      ? { ok: false, refusal: tooLarge(maxRecordBytes) }
      : { ok: true, record };
  };

  return (source) => {
    const bytes = bytesOf(source);
    if (typeof bytes === 'string') return { ok: false, refusal: malformed(bytes, null) };
    // Before anything is read of it.
    if (bytes.length > maxRecordBytes) return { ok: false, refusal: tooLarge(maxRecordBytes) };
    const text = textOf(bytes);
    if (judge) {
      const judged = text === undefined ? { fault: malformed('UTF-8', null) } : judge(text);
      return 'fault' in judged ? { ok: false, refusal: judged.fault } : frame(bytes, judged.value);
    }
    if (text === undefined) return frame(bytes, undefined);
    const value = parsed(text);
    if (value === undefined) return frame(Buffer.from(JSON.stringify(text)), undefined);
    return frame(bytes, isObject(value) ? value : undefined);
  };
}

/** Bytes, or what the source is not: text with half a surrogate pair, a value with itself inside. */
function bytesOf(source: RecordSource): Uint8Array | 'UTF-8' | 'JSON' {
  if (source instanceof Uint8Array) return source;
  if (typeof source === 'string') return source.isWellFormed() ? Buffer.from(source) : 'UTF-8';
  try {
    const text = JSON.stringify(source) as string | undefined;
    return text === undefined ? 'JSON' : Buffer.from(text);
  } catch {
    return 'JSON';
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const tooLarge = (maxRecordBytes: number): Refusal => ({
  reason: 'record_too_large',
  column: null,
  rule: `at most ${maxRecordBytes} bytes with envelope and partition key`,
  value: null,
});
