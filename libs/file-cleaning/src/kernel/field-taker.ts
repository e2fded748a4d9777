import type { Column, Sha256Hex, Value } from '@sluice/contracts';
import { maskValue, valueReader } from '@sluice/contracts';
import { BooleanVector, BytesVector, Int32Vector, type ColumnVector } from '../columns/column-vector.js';
import { byteMatcher } from './byte-pattern.js';
import type { StopBytes } from './stop-bytes.js';
import { takeBoolean } from './take-boolean.js';
import { takeInteger } from './take-integer.js';
import { takeList } from './take-list.js';
import { takeText } from './take-text.js';

/**
 * Takes the field that starts at `at` when it is good: appends its value to the column's vector and returns where the
 * field ended, which is at a stop byte. Returns -1, and has appended nothing, when the field is bad or needs a closer
 * look; why it is bad is not said here. The text is UTF-8 without NUL, U+FFFE and U+FFFF; a line feed stands behind it.
 * @param view the same bytes as `data`
 */
export type FieldTaker = (data: Buffer, view: DataView, at: number) => number;

export interface FieldOptions {
  readonly column: Column;
  readonly nullTokens: readonly string[];
  /** Undefined where the table does not have the column. */
  readonly vector: ColumnVector | undefined;
  readonly stops: StopBytes;
  readonly sha256Hex: Sha256Hex;
  /** Is told the canonical value, not masked: of a column that others are derived from. */
  readonly keep?: ((value: Value) => void) | undefined;
}

/** The taker of a column: its own for the types that files are full of, else the one that asks the contract. */
export function fieldTaker(options: FieldOptions): FieldTaker {
  const { column, vector, stops } = options;
  const nullTokens = column.nullTokens ?? options.nullTokens;
  if (column.trim || column.mask !== undefined || options.keep) return takeByContract(options);
  if (column.type === 'text' && vector instanceof BytesVector) {
    const matches = column.pattern === undefined ? undefined : byteMatcher(column.pattern);
    if (column.pattern === undefined || matches) return takeText(column, nullTokens, stops, vector, matches);
  }
  if (column.type === 'integer' && vector instanceof Int32Vector)
    return takeInteger(column, nullTokens, stops, vector);
  if (column.type === 'boolean' && vector instanceof BooleanVector)
    return takeBoolean(column, nullTokens, stops, vector);
  if (column.type === 'list' && vector instanceof BytesVector)
    return takeList(column, nullTokens, stops, vector);
  return takeByContract(options);
}

/** Any column: the field's text goes to the contract's own reader. */
function takeByContract({ column, nullTokens, vector, stops, sha256Hex, keep }: FieldOptions): FieldTaker {
  const read = valueReader(column, nullTokens);
  const { table } = stops;
  return (data, _view, at) => {
    let end = at;
    while (table[data[end] as number] === 0) end++;
    const reading = read(data.toString('utf8', at, end));
    if ('reason' in reading) return -1;
    keep?.(reading.value);
    vector?.appendValue(maskValue(column, reading.value, sha256Hex));
    return end;
  };
}
