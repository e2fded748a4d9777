import type { BigintColumn, DecimalColumn, IntegerColumn } from './column.js';
import { exactDigits } from './inexact-number.js';
import { bad, type Reading } from './reading.js';

const canonicalInteger = /^(?:0|-?[1-9][0-9]*)$/;

export function integerReader({ min, max }: IntegerColumn): (text: string) => Reading {
  return (text) => {
    if (!canonicalInteger.test(text)) return bad('not_integer');
    const value = Number(text);
    return value >= min && value <= max ? { value } : bad('out_of_range');
  };
}

export function bigintReader(column: BigintColumn): (text: string) => Reading {
  const [min, max] = [BigInt(column.min), BigInt(column.max)];
  const [low, high] = [Number(min), Number(max)];
  return (text) => {
    if (!canonicalInteger.test(text)) return bad('not_integer');
    if (text.length <= exactDigits) {
      const value = Number(text);
      return value >= low && value <= high ? { value: text } : bad('out_of_range');
    }
    // Longer texts cannot fit; converting them would cost quadratic time.
    if (text.length > 20) return bad('out_of_range');
    const value = BigInt(text);
    return value >= min && value <= max ? { value: text } : bad('out_of_range');
  };
}

const negativeZero = /^-0(?:\.0+)?$/;

export function decimalReader(column: DecimalColumn): (text: string) => Reading {
  const { precision, scale } = column;
  const form = new RegExp(`^-?(?:0|[1-9][0-9]*)${scale > 0 ? `(?:\\.[0-9]{1,${scale}})?` : ''}$`);
  const isOutside = decimalRange(column);
  const zeros = '0'.repeat(scale);
  return (text) => {
    if (!form.test(text) || (text.startsWith('-0') && negativeZero.test(text))) return bad('not_decimal');
    const dot = text.indexOf('.');
    const sign = text.startsWith('-') ? 1 : 0;
    const wholeDigits = (dot < 0 ? text.length : dot) - sign;
    if (wholeDigits > precision - scale && (wholeDigits > 1 || text.charAt(sign) !== '0'))
      return bad('out_of_range');
    const missing = scale - (dot < 0 ? 0 : text.length - dot - 1);
    const value = missing === 0 ? text : text + (dot < 0 ? '.' : '') + zeros.slice(0, missing);
    return isOutside(value) ? bad('out_of_range') : { value };
  };
}

/** Compares a text with exactly the column's fraction digits with its bounds. */
function decimalRange({ precision, scale, min, max }: DecimalColumn): (value: string) => boolean {
  if (min === undefined && max === undefined) return () => false;
  const [low, high] = [min, max].map((bound) => (bound === undefined ? undefined : scaled(bound, scale)));
  if (precision > exactDigits)
    return (value) => {
      const units = scaled(value, scale);
      return (low !== undefined && units < low) || (high !== undefined && units > high);
    };
  const unit = 10 ** scale;
  const [least, most] = [
    low === undefined ? -Infinity : Number(low),
    high === undefined ? Infinity : Number(high),
  ];
  return (value) => {
    // The product is less than half a unit off, as it has no more digits than a double keeps.
    const units = Math.round(Number(value) * unit);
    return units < least || units > most;
  };
}

/** A decimal text as an integer count of its smallest unit. */
function scaled(text: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

/** JSON's number form. */
const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

export function readDouble(text: string): Reading {
  if (!jsonNumber.test(text)) return bad('not_double');
  const value = Number(text);
  // JSON writes -0 as 0, so it must be one value.
  return Number.isFinite(value) ? { value: value === 0 ? 0 : value } : bad('out_of_range');
}
