import { defaultValue, type TextColumn } from '@sluice/contracts';
import type { BytesVector } from '../columns/column-vector.js';
import type { ByteMatcher } from './byte-pattern.js';
import type { FieldTaker } from './field-taker.js';
import type { StopBytes } from './stop-bytes.js';
import { TextSet } from './text-set.js';

/**
 * Text is copied while its end is looked for, four bytes at a time: a byte equals one of the stops when the difference
 * of the two, all four bytes in one word, is zero there.
 * @see https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord
 */
export function takeText(
  column: TextColumn,
  nullTokens: readonly string[],
  stops: StopBytes,
  vector: BytesVector,
  matches: ByteMatcher | undefined,
): FieldTaker {
  const { nullable, minBytes, maxBytes } = column;
  const standIn = defaultValue(column);
  const nulls = new TextSet(nullTokens, stops);
  const longestNull = Math.max(-1, ...nulls.lengths);
  const longest = Math.max(maxBytes, longestNull);
  const allowed = column.enum && new TextSet(column.enum, stops);
  const [stop0, stop1, stop2, stop3] = stops.words;
  let room = vector.bytes;
  let roomView = viewOf(room);
  return (data, view, at) => {
    const first = vector.begin(longest + 8);
    if (room !== vector.bytes) {
      room = vector.bytes;
      roomView = viewOf(room);
    }
    const last = at + longest;
    let from = at;
    let to = first + 4;
    for (;;) {
      const word = view.getInt32(from, true);
      roomView.setInt32(to, word, true);
      const w0 = word ^ stop0;
      const w1 = word ^ stop1;
      const w2 = word ^ stop2;
      const w3 = word ^ stop3;
      const ends =
        (((w0 - 0x01010101) & ~w0) |
          ((w1 - 0x01010101) & ~w1) |
          ((w2 - 0x01010101) & ~w2) |
          ((w3 - 0x01010101) & ~w3)) &
        0x80808080;
      if (ends !== 0) {
        // The lowest of the marks is exact, and little endian puts the first byte there.
        from += (31 - Math.clz32(ends & -ends)) >> 3;
        break;
      }
      from += 4;
      to += 4;
      if (from > last) return -1;
    }
    const size = from - at;
    if (size <= longestNull && nulls.find(data, at) >= 0) {
      if (standIn !== undefined) vector.appendValue(standIn);
      else if (nullable) vector.appendNull();
      else return -1;
      return from;
    }
    if (size > maxBytes || size < minBytes) return -1;
    if (matches && !matches(data, at, from)) return -1;
    if (allowed && allowed.find(data, at) < 0) return -1;
    vector.end(first, size);
    return from;
  };
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
