import { defaultValue, type BooleanColumn } from '@sluice/contracts';
import type { BooleanVector } from '../columns/column-vector.js';
import type { FieldTaker } from './field-taker.js';
import type { StopBytes } from './stop-bytes.js';
import { TextSet } from './text-set.js';

export function takeBoolean(
  column: BooleanColumn,
  nullTokens: readonly string[],
  stops: StopBytes,
  vector: BooleanVector,
): FieldTaker {
  const { nullable, trueTexts, falseTexts } = column;
  const standIn = defaultValue(column);
  const nulls = new TextSet(nullTokens, stops);
  const texts = new TextSet([...trueTexts, ...falseTexts], stops);
  return (data, _view, at) => {
    const nullIndex = nulls.find(data, at);
    if (nullIndex >= 0) {
      if (standIn !== undefined) vector.appendValue(standIn);
      else if (nullable) vector.appendNull();
      else return -1;
      return at + (nulls.lengths[nullIndex] as number);
    }
    const index = texts.find(data, at);
    if (index < 0) return -1;
    vector.append(index < trueTexts.length);
    return at + (texts.lengths[index] as number);
  };
}
