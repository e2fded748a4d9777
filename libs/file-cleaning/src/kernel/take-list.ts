import { defaultValue, type ListColumn } from '@sluice/contracts';
import type { BytesVector } from '../columns/column-vector.js';
import type { FieldTaker } from './field-taker.js';
import type { StopBytes } from './stop-bytes.js';
import { TextSet } from './text-set.js';

enum Is {
  plain,
  stop,
  separator,
  /** Escaped in JSON. */
  escaped,
}

const [quote, comma, open, close, backslash] = [0x22, 0x2c, 0x5b, 0x5d, 0x5c];

/** Writes the items as a JSON array while it reads them; with characters that JSON escapes, the contract does. */
export function takeList(
  column: ListColumn,
  nullTokens: readonly string[],
  stops: StopBytes,
  vector: BytesVector,
): FieldTaker {
  const { nullable, maxBytes } = column;
  const standIn = defaultValue(column);
  const nulls = new TextSet(nullTokens, stops);
  const kinds = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte, column, stops));
  return (data, _view, start) => {
    const nullIndex = nulls.find(data, start);
    if (nullIndex >= 0) {
      if (standIn !== undefined) vector.appendValue(standIn);
      else if (nullable) vector.appendNull();
      else return -1;
      return start + (nulls.lengths[nullIndex] as number);
    }
    // At worst every other byte is a separator, which takes three.
    const first = vector.begin(2 * maxBytes + 8);
    const { bytes } = vector;
    const last = start + maxBytes;
    let to = first + 4;
    bytes[to++] = open;
    bytes[to++] = quote;
    let itemStart = start;
    let at = start;
    for (; at <= last; at++) {
      const byte = data[at] as number;
      const kind = kinds[byte] as Is;
      if (kind === Is.plain) {
        bytes[to++] = byte;
        continue;
      }
      if (kind === Is.escaped || at === itemStart) return -1;
      bytes[to++] = quote;
      if (kind === Is.stop) break;
      bytes[to++] = comma;
      bytes[to++] = quote;
      itemStart = at + 1;
    }
    if (at > last) return -1;
    bytes[to++] = close;
    vector.end(first, to - first - 4);
    return at;
  };
}

function kindOf(byte: number, { separator }: ListColumn, { table }: StopBytes): Is {
  if (table[byte] === 1) return Is.stop;
  if (byte === separator.charCodeAt(0)) return Is.separator;
  return byte < 0x20 || byte === quote || byte === backslash ? Is.escaped : Is.plain;
}
