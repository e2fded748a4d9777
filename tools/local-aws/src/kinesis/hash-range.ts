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

/** The place that a producer chose itself; undefined when it is not a decimal below 2^128. */
export function explicitHash(decimal: string): string | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(decimal)) return undefined;
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

/** Two parts, the second beginning at `at`; undefined when that leaves the first one empty. */
export function splitRange(range: HashRange, at: string): readonly [HashRange, HashRange] | undefined {
  if (at <= range.start || at > range.end) return undefined;
  return [
    { start: range.start, end: hex(BigInt(`0x${at}`) - 1n) },
    { start: at, end: range.end },
  ];
}
