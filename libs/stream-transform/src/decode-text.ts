import { preview, type ParsedRecord } from '@sluice/contracts';
import { cutJsonArray } from './cut-json-array.js';
import { startOfText } from './json-blanks.js';
import { filledLines } from './ndjson-lines.js';
import type { RecordCodec } from './record-codec.js';
import { empty, json, notUtf8, refused, tooManyPayloads } from './record-faults.js';
import type { RecordLimits } from './record-limits.js';
import { isJson, isObject, openBrace, parsePayload } from './parse-payload.js';
import { placeOf } from './sub-sequence.js';

/**
 * Takes one payload.
 * @param subSequence its place in its record; undefined when it is all of it
 * @param raw its bytes as they stood; the whole record's where it is all of it
 */
export type EmitPayload = (payload: ParsedRecord, subSequence: string | undefined, raw: Uint8Array) => void;

/** A stream record that is being decoded. */
export interface Decoding {
  readonly codec: RecordCodec;
  readonly emit: EmitPayload;
  readonly limits: RecordLimits;
  /** Of the limits, for what is still to come. */
  readonly left: { textBytes: number; payloads: number };
}

/** The text of a whole record, or of one user record of an aggregate. */
export interface RecordText {
  readonly content: Uint8Array;
  /** In the aggregate. */
  readonly place: string | undefined;
  /** What the content stood in, compressed perhaps. */
  readonly raw: Uint8Array;
}

const openBracket = 0x5b;

/**
 * A text's payloads: one JSON object; or the elements of a JSON array; or, where the whole is no JSON, the lines that are
 * not blank, if at least one of them is an object. What is none of these is one payload with a fault.
 */
export function decodeText(text: RecordText, decoding: Decoding): void {
  const { content, place, raw } = text;
  const { codec, emit, limits, left } = decoding;
  left.textBytes -= content.length;
  const first = content[startOfText(content)];
  if (first === undefined) return emit(empty, place, raw);
  if (first === openBracket) return decodeArray(text, decoding);
  const whole = parsePayload(content, codec, limits);
  if (!isObject(whole) && content.includes(0x0a)) return decodeLines(text, whole, decoding);
  left.payloads--;
  emit(whole, place, raw);
}

/** Of an array up to this length the values are kept until it is known to be one; of a longer one they are made twice. */
const keptBytes = 1024 * 1024;

function decodeArray({ content, place, raw }: RecordText, decoding: Decoding): void {
  const { emit, limits, left, codec } = decoding;
  const bounds = cutJsonArray(content, left.payloads);
  if (bounds === 'too_many') return emit(tooManyPayloads(limits), place, raw);
  if (bounds?.length === 0) return emit(empty, place, raw);
  const elementAt = (index: number) => content.subarray(bounds?.[2 * index], bounds?.[2 * index + 1]);
  const count = (bounds?.length ?? 0) / 2;
  const kept: ParsedRecord[] = [];
  let isWhole = bounds !== undefined;
  for (let index = 0; isWhole && index < count; index++) {
    const payload = parsePayload(elementAt(index), codec, limits);
    isWhole = isJson(payload);
    if (content.length <= keptBytes) kept.push(payload);
  }
  if (!isWhole) {
    const shown = codec.decodeUtf8(content);
    return emit(
      shown === undefined ? notUtf8 : refused('malformed_record', json, preview(shown)),
      place,
      raw,
    );
  }
  left.payloads -= count;
  for (let index = 0; index < count; index++) {
    const element = elementAt(index);
    emit(kept[index] ?? parsePayload(element, codec, limits), placeOf(index, place), element);
  }
}

/** @param whole the text as one payload, which it is if it has no line that is an object */
function decodeLines({ content, place, raw }: RecordText, whole: ParsedRecord, decoding: Decoding): void {
  const { codec, emit, limits, left } = decoding;
  let count = 0;
  let hasObject = false;
  for (const line of filledLines(content)) {
    count++;
    hasObject ||= line[startOfText(line)] === openBrace && isObject(parsePayload(line, codec, limits));
  }
  if (!hasObject) return emit(whole, place, raw);
  if (count > left.payloads) return emit(tooManyPayloads(limits), place, raw);
  left.payloads -= count;
  let index = 0;
  for (const line of filledLines(content))
    emit(parsePayload(line, codec, limits), placeOf(index++, place), line);
}
