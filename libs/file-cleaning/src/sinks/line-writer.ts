import type { TableColumn } from '@sluice/contracts';
import type { BytesVector, RowGroup } from '../columns/column-vector.js';
import type { ByteOutput } from './byte-output.js';

/** Writes rows as lines of text. */
export interface LineWriter {
  /** What a file begins with; empty without header. */
  readonly header: string;
  /**
   * Appends rows from `from` on, until the output has `maxBytes` or the rows end.
   * @returns the row after the last one
   * @throws {UnwritableValueError} when a value has no form in the format
   */
  append(rows: RowGroup, from: number, output: ByteOutput, maxBytes: number): number;
}

/** A derived column is no part of a file of the dataset: cleaning makes it again. */
export const isWritten = ({ column }: TableColumn): boolean => column.derive === undefined;

export const lineFeed = 0x0a;

/** By byte: 1 for those that a value must not hold as they are. */
export type ByteSet = Uint8Array;

export function byteSet(bytes: Iterable<number>): ByteSet {
  const set = new Uint8Array(256);
  for (const byte of bytes) set[byte] = 1;
  return set;
}

export function appendByte(byte: number, output: ByteOutput): void {
  output.reserve(1);
  output.bytes[output.length++] = byte;
}

/** Up to this length a loop is faster than the runtime's encoder: calling it costs as much. */
const loopLength = 40;

export function appendString(text: string, output: ByteOutput): void {
  output.reserve(text.length * 3);
  const { bytes, length } = output;
  let index = text.length <= loopLength ? 0 : text.length + 1;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) break;
    bytes[length + index] = code;
  }
  output.length += index === text.length ? index : bytes.write(text, length, 'utf8');
}

/** Appends a value's bytes; false, and nothing is appended, when one of them is in the set. */
export function appendPlainBytes(
  vector: BytesVector,
  row: number,
  special: ByteSet,
  output: ByteOutput,
): boolean {
  const start = vector.bytesBefore(row) + 4;
  const end = vector.bytesBefore(row + 1);
  output.reserve(end - start);
  const { bytes } = output;
  const source = vector.bytes;
  let at = output.length;
  for (let from = start; from < end; from++) {
    const byte = source[from] as number;
    if (special[byte] === 1) return false;
    bytes[at++] = byte;
  }
  output.length = at;
  return true;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * Appends the items of a list, whose bytes are a JSON array of strings, between separators; false, and nothing is
 * appended, when a byte of them, or the separator, is in the set, or an item is written with escapes.
 */
export function appendPlainItems(
  vector: BytesVector,
  row: number,
  separator: number,
  special: ByteSet,
  output: ByteOutput,
): boolean {
  // Within `["` and `"]`; without escapes a quote can only be the first of the three between two items: `","`.
  const start = vector.bytesBefore(row) + 4 + 2;
  const end = vector.bytesBefore(row + 1) - 2;
  output.reserve(end - start);
  const { bytes } = output;
  const source = vector.bytes;
  let at = output.length;
  for (let from = start; from < end; from++) {
    let byte = source[from] as number;
    if (byte === quote) {
      byte = separator;
      from += 2;
    } else if (byte === backslash) return false;
    if (special[byte] === 1) return false;
    bytes[at++] = byte;
  }
  output.length = at;
  return true;
}
