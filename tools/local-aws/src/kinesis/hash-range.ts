import { hash } from 'node:crypto';

/** A share of the 128-bit key space, both ends included; as 32 hex digits, which compare as text. */
export interface HashRange {
  readonly start: string;
  readonly end: string;
}

const KEY_SPACE = 1n << 128n;

const hex = (value: bigint): string => value.toString(16).padStart(32, '0');

/** The place of a partition key in the key space: its MD5. */
export const partitionHash = (partitionKey: string): string => hash('md5', partitionKey, 'hex');

/** How a place in the key space is written in requests. */
export const decimalPlace = /^(0|[1-9]\d{0,38})$/;

/** The place that a decimal means; undefined when it is not below 2^128. */
export function explicitHash(decimal: string): string | undefined {
  const value = BigInt(decimal);
  return value < KEY_SPACE ? hex(value) : undefined;
}

export const toDecimal = (digits: string): string => BigInt(`0x${digits}`).toString();

/** The whole key space in equal parts; the last takes the remainder. */
export function evenRanges(count: number): readonly HashRange[] {
  const width = KEY_SPACE / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({
    start: hex(width * BigInt(i)),
    end: hex(i === count - 1 ? KEY_SPACE - 1n : width * BigInt(i + 1) - 1n),
  }));
}

/**
 * Two parts, the second beginning at `at`. Undefined unless `at` is beyond the range's second place and before its
 * last, which is what AWS asks for.
 */
export function splitRange(range: HashRange, at: string): readonly [HashRange, HashRange] | undefined {
  if (BigInt(`0x${at}`) <= BigInt(`0x${range.start}`) + 1n || at >= range.end) return undefined;
  return [
    { start: range.start, end: hex(BigInt(`0x${at}`) - 1n) },
    { start: at, end: range.end },
  ];
}

/** Both as one; undefined when the second does not begin where the first one ends. */
export function joinRanges(first: HashRange, second: HashRange): HashRange | undefined {
  const adjacent = BigInt(`0x${first.end}`) + 1n === BigInt(`0x${second.start}`);
  return adjacent ? { start: first.start, end: second.end } : undefined;
}
