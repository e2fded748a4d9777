import { BytesVector } from './bytes-vector.js';
import { BooleanVector, DoubleVector, Int32Vector, Int64Vector } from './number-vectors.js';
import type { ColumnVector } from './typed-vector.js';
import { decimalShape } from './vector-types.js';

/** Reads the values of a vector as text, in the form that `appendText` takes; only of rows that have a value. */
export function vectorTexts(vector: ColumnVector): (row: number) => string {
  if (vector instanceof BytesVector) return (row) => vector.textAt(row);
  const { parquetType } = vector.column;
  const decimal = decimalShape(parquetType);
  if (vector instanceof Int32Vector) {
    if (parquetType === 'DATE') return (row) => dateText(vector.values[row] as number);
    return decimal
      ? (row) => decimalText(vector.values[row] as number, decimal.scale)
      : (row) => String(vector.values[row]);
  }
  if (vector instanceof Int64Vector) {
    if (parquetType === 'TIMESTAMP') return (row) => timestampText(vector.values[row] as bigint);
    return decimal
      ? (row) => decimalText(vector.values[row] as bigint, decimal.scale)
      : (row) => String(vector.values[row]);
  }
  if (vector instanceof DoubleVector) return (row) => String(vector.values[row]);
  if (vector instanceof BooleanVector) return (row) => (vector.values[row] === 1 ? 'true' : 'false');
  throw new RangeError(`no texts of ${parquetType}`);
}

const dayMilliseconds = 86_400_000;

const dateText = (days: number): string => new Date(days * dayMilliseconds).toISOString().slice(0, 10);

function timestampText(micros: bigint): string {
  let milliseconds = Number(micros / 1000n);
  let rest = Number(micros % 1000n);
  if (rest < 0) {
    milliseconds--;
    rest += 1000;
  }
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${String(rest).padStart(3, '0')}Z`;
}

function decimalText(unscaled: number | bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const isNegative = unscaled < 0;
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${isNegative ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
