import { parseRecord, type ParsedRecord } from '@sluice/contracts';
import type { RecordCodec } from './record-codec.js';
import { json, notUtf8, tooLargePayload, utf8 } from './record-faults.js';
import type { RecordLimits } from './record-limits.js';

export const openBrace = 0x7b;

/** The bytes of one payload to its object. */
export function parsePayload(bytes: Uint8Array, codec: RecordCodec, limits: RecordLimits): ParsedRecord {
  if (bytes.length > limits.payloadBytes) return tooLargePayload(limits);
  const text = codec.decodeUtf8(bytes);
  return text === undefined ? notUtf8 : parseRecord(text, json);
}

/** Sound, or with a fault that an object can have. */
export const isObject = (payload: ParsedRecord): boolean => payload.ok || payload.record !== undefined;

/** An object or another value; or too large or too deep to know. */
export const isJson = (payload: ParsedRecord): boolean =>
  payload.ok || (payload.fault.rule !== json && payload.fault.rule !== utf8);
