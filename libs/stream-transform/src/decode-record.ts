import { decodeText, type EmitPayload, type Decoding } from './decode-text.js';
import { isObject, openBrace, parsePayload } from './parse-payload.js';
import type { RecordCodec } from './record-codec.js';
import {
  damagedAggregate,
  damagedCompression,
  empty,
  tooManyPayloads,
  tooMuchText,
} from './record-faults.js';
import { recordLimits, type RecordLimits } from './record-limits.js';
import { placeOf } from './sub-sequence.js';

/**
 * A stream record's bytes to its payloads, in order, each handed on before the next one is made: gzip or zstd, then the
 * user records of a KPL aggregate, each of which may be compressed again, then UTF-8, then what `decodeText` finds. There
 * is at least one payload: what cannot be read is one with a fault.
 */
export function decodeRecord(
  bytes: Uint8Array,
  codec: RecordCodec,
  emit: EmitPayload,
  limits: RecordLimits = recordLimits,
): void {
  // By its first byte nothing that anything is wrapped in; and mostly it is an object.
  if (bytes[0] === openBrace) {
    const payload = parsePayload(bytes, codec, limits);
    if (isObject(payload)) return emit(payload, undefined, bytes);
  }
  const decoding: Decoding = { codec, emit, limits, left: { ...limits } };
  const content = decompressed(bytes, undefined, decoding);
  if (!content) return;
  const userRecords = codec.deaggregate(content);
  if (userRecords === undefined) return decodeText({ content, place: undefined, raw: bytes }, decoding);
  if (userRecords === 'damaged') return emit(damagedAggregate, undefined, bytes);
  if (userRecords.length === 0) return emit(empty, undefined, bytes);
  if (userRecords.length > limits.payloads) return emit(tooManyPayloads(limits), undefined, bytes);
  userRecords.forEach((data, index) => {
    const place = placeOf(index);
    const text = decompressed(data, place, decoding);
    if (text) decodeText({ content: text, place, raw: data }, decoding);
  });
}

/** Undefined when its fault was emitted. */
function decompressed(
  bytes: Uint8Array,
  place: string | undefined,
  { codec, emit, limits, left }: Decoding,
): Uint8Array | undefined {
  const content = codec.decompress(bytes, left.textBytes) ?? bytes;
  if (content === 'damaged') emit(damagedCompression, place, bytes);
  else if (content === 'too_large' || content.length > left.textBytes)
    emit(tooMuchText(limits), place, bytes);
  else return content;
  return undefined;
}
