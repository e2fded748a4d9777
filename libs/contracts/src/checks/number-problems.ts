import type { DecimalColumn } from '../column.js';

const wholeNumber = /^(?:0|-?[1-9][0-9]{0,18})$/;

/** Of bounds as digits. */
export function wholeNumberProblems(min: string, max: string): string[] {
  return wholeNumber.test(min) && wholeNumber.test(max)
    ? rangeProblems(BigInt(min), BigInt(max), 64n)
    : ['min and max are integers as digits'];
}

export function rangeProblems(min: bigint, max: bigint, bits: bigint): string[] {
  const limit = 1n << (bits - 1n);
  return [
    ...(min > max ? ['min exceeds max'] : []),
    ...(min < -limit || max >= limit ? [`min and max must fit ${bits} bits`] : []),
  ];
}

/** Digits of a DECIMAL that both 64-bit integers and every reader of Parquet hold. */
const maxPrecision = 18;

const plainDecimal = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

export function decimalProblems({ precision, scale, min, max }: DecimalColumn): string[] {
  if (!(Number.isInteger(precision) && precision >= 1 && precision <= maxPrecision))
    return [`precision is 1 to ${maxPrecision}`];
  if (!(Number.isInteger(scale) && scale >= 0 && scale <= precision)) return ['scale is 0 to precision'];
  const bounds = [min, max].filter((bound) => bound !== undefined);
  const problems = bounds.flatMap((bound) => boundProblems(bound, precision, scale));
  if (problems.length > 0 || min === undefined || max === undefined) return problems;
  return scaled(min, scale) > scaled(max, scale) ? ['min exceeds max'] : [];
}

function boundProblems(bound: string, precision: number, scale: number): string[] {
  if (!plainDecimal.test(bound)) return [`bound "${bound}" is not a plain decimal`];
  const [whole = '', fraction = ''] = bound.replace('-', '').split('.');
  return [
    ...(fraction.length > scale ? [`bound "${bound}" has more digits than the scale`] : []),
    ...(whole !== '0' && whole.length > precision - scale
      ? [`bound "${bound}" has more digits than the precision`]
      : []),
  ];
}

function scaled(bound: string, scale: number): bigint {
  const [whole = '', fraction = ''] = bound.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}
