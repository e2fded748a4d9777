import { microsOf, daysOf } from './calendar-counts.js';
import { decimalShape } from './vector-types.js';

/** Reads the text of a value that Parquet holds in 32 bits; undefined when it is no value of the type. */
export function int32Reader(parquetType: string): (text: string) => number | undefined {
  if (parquetType === 'DATE') return daysOf;
  const decimal = decimalShape(parquetType);
  if (!decimal) return readInteger;
  const scaled = scaledReader(decimal.precision, decimal.scale);
  return (text) => {
    const digits = scaled(text);
    return digits === undefined ? undefined : Number(digits);
  };
}

/** As `int32Reader`, of 64 bits; a number where it is a safe integer. */
export function int64Reader(parquetType: string): (text: string) => number | bigint | undefined {
  if (parquetType === 'TIMESTAMP') return microsOf;
  const decimal = decimalShape(parquetType);
  if (!decimal) return readBigint;
  const scaled = scaledReader(decimal.precision, decimal.scale);
  return (text) => {
    const digits = scaled(text);
    return digits === undefined ? undefined : narrowest(digits);
  };
}

const doubleForm = /^-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?$/i;

/** Of finite numbers only. */
export function readDouble(text: string): number | undefined {
  if (!doubleForm.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const wholeForm = /^-?[0-9]{1,19}$/;

function readInteger(text: string): number | undefined {
  if (!wholeForm.test(text)) return undefined;
  const value = Number(text);
  return value === (value | 0) ? value | 0 : undefined;
}

function readBigint(text: string): number | bigint | undefined {
  if (!wholeForm.test(text)) return undefined;
  const value = narrowest(text);
  return typeof value === 'number' || BigInt.asIntN(64, value) === value ? value : undefined;
}

/** Digits that a double holds whatever they are. */
const safeDigits = 15;

/** An integer text as a number where that is exact. Negative zero is zero. */
const narrowest = (digits: string): number | bigint =>
  digits.length <= safeDigits ? Number(digits) + 0 : BigInt(digits);

/** Decimal text as digits of its smallest unit. */
function scaledReader(precision: number, scale: number): (text: string) => string | undefined {
  const fraction = scale === 0 ? '' : `(?:\\.([0-9]{1,${scale}}))?`;
  const whole = precision === scale ? '0' : `[0-9]{1,${precision - scale}}`;
  const form = new RegExp(`^(-?${whole})${fraction}$`);
  return (text) => {
    const match = form.exec(text);
    return match ? `${match[1]}${(match[2] ?? '').padEnd(scale, '0')}` : undefined;
  };
}
