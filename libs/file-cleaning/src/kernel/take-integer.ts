import { defaultValue, type IntegerColumn } from '@sluice/contracts';
import type { Int32Vector } from '../columns/column-vector.js';
import type { FieldTaker } from './field-taker.js';
import type { StopBytes } from './stop-bytes.js';
import { TextSet } from './text-set.js';

const minus = 0x2d;
const zero = 0x30;

export function takeInteger(
  column: IntegerColumn,
  nullTokens: readonly string[],
  stops: StopBytes,
  vector: Int32Vector,
): FieldTaker {
  const { nullable, min, max } = column;
  const standIn = defaultValue(column);
  const nulls = new TextSet(nullTokens, stops);
  const { table } = stops;
  return (data, _view, start) => {
    const nullIndex = nulls.find(data, start);
    if (nullIndex >= 0) {
      if (standIn !== undefined) vector.appendValue(standIn);
      else if (nullable) vector.appendNull();
      else return -1;
      return start + (nulls.lengths[nullIndex] as number);
    }
    const isNegative = data[start] === minus;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let value = 0;
    for (; at < first + 11; at++) {
      const digit = (data[at] as number) - zero;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    // One digit at least, ten at most, and no zero before others or behind a minus.
    if (at === first || at === first + 11 || table[data[at] as number] === 0) return -1;
    if (data[first] === zero && (isNegative || at > first + 1)) return -1;
    if (isNegative) value = -value;
    if (value < min || value > max) return -1;
    vector.append(value);
    return at;
  };
}
