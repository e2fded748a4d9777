import { preview, type Fault } from '@sluice/contracts';

/** What one stream record holds: an object, or why it cannot be read. */
export type Payload =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: Fault };

/** A payload with its place in its record, where a record may hold several. */
export interface PlacedPayload {
  readonly subSequenceNumber?: number;
  readonly payload: Payload;
}

/** Strict: undefined when the bytes are not UTF-8. */
export type DecodeUtf8 = (bytes: Uint8Array) => string | undefined;

export const malformed = (rule: string, value: string | null): Fault => ({
  reason: 'malformed_record',
  column: null,
  rule,
  value: value === null ? null : preview(value),
});

/** Bytes to payloads, in order. A record is one JSON object in UTF-8. */
export function decodeRecord(bytes: Uint8Array, decodeUtf8: DecodeUtf8): readonly PlacedPayload[] {
  return [{ payload: decodeObject(bytes, decodeUtf8) }];
}

function decodeObject(bytes: Uint8Array, decodeUtf8: DecodeUtf8): Payload {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { ok: false, fault: malformed('UTF-8', null) };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, fault: malformed('JSON', text) };
  }
  return isObject(value) ? { ok: true, value } : { ok: false, fault: malformed('a JSON object', text) };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
