import { isUtf8 } from 'node:buffer';
import type { ByteOutput } from './sinks/byte-output.js';
import { appendByte, appendString } from './sinks/line-writer.js';

const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
const letterU = 0x75;
const hexDigits = Buffer.from('0123456789abcdef');
/** Bytes of an escape at most. */
const escapeBytes = 6;
/** Bytes that are escaped at once, so that room is made for the escapes of so many only. */
const stretchBytes = 16 * 1024;

/** By byte: 0 where a JSON string holds it as it is, else what stands behind the backslash. */
const escapes = new Uint8Array(256).fill(letterU, 0, 0x20);
for (const [character, letter] of ['""', '\\\\', '\bb', '\tt', '\nn', '\ff', '\rr'])
  escapes[(character as string).charCodeAt(0)] = (letter as string).charCodeAt(0);

/** Appends a text as JSON.stringify writes it. */
export function appendJsonText(text: string, output: ByteOutput): void {
  output.reserve(text.length * escapeBytes + 2);
  const { bytes } = output;
  let at = output.length;
  bytes[at++] = quote;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return appendString(JSON.stringify(text), output);
    at = putByte(code, bytes, at);
  }
  bytes[at++] = quote;
  output.length = at;
}

/** The same for a text of which the UTF-8 is at hand; false, and nothing is appended, when the bytes are not UTF-8. */
export function appendJsonBytes(data: Uint8Array, output: ByteOutput): boolean {
  const before = output.length;
  appendByte(quote, output);
  let seen = 0;
  for (let start = 0; start < data.length; start += stretchBytes) {
    const end = Math.min(data.length, start + stretchBytes);
    output.reserve((end - start) * escapeBytes);
    const { bytes } = output;
    let at = output.length;
    for (let from = start; from < end; from++) {
      const byte = data[from] as number;
      seen |= byte;
      at = putByte(byte, bytes, at);
    }
    output.length = at;
  }
  appendByte(quote, output);
  if (seen <= 0x7f || isUtf8(data)) return true;
  output.length = before;
  return false;
}

/** Appends an integer from 0 on. */
export function appendJsonInteger(value: number, output: ByteOutput): void {
  if (value !== (value | 0) || value < 0) return appendString(String(value), output);
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits++;
  output.reserve(digits);
  const { bytes, length } = output;
  for (let at = length + digits - 1, rest = value; at >= length; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = zero + rest - tens * 10;
    rest = tens;
  }
  output.length = length + digits;
}

/** @returns the position behind it */
function putByte(byte: number, bytes: Uint8Array, at: number): number {
  const escape = escapes[byte] as number;
  if (escape === 0) {
    bytes[at] = byte;
    return at + 1;
  }
  bytes[at] = backslash;
  bytes[at + 1] = escape;
  if (escape !== letterU) return at + 2;
  bytes[at + 2] = bytes[at + 3] = zero;
  bytes[at + 4] = hexDigits[byte >> 4] as number;
  bytes[at + 5] = hexDigits[byte & 0xf] as number;
  return at + escapeBytes;
}
