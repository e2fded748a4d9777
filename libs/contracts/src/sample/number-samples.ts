import type { BigintColumn, DecimalColumn, IntegerColumn } from '../column.js';
import type { SeededRandom } from './seeded-random.js';
import type { TextSampler } from './text-samples.js';

export function integerSampler(
  { name, min, max }: IntegerColumn,
  distinct: boolean,
): (random: SeededRandom, index: number) => number {
  const usualMax = /year/.test(name) ? 2026 : /minutes/.test(name) ? 240 : 1_000_000;
  const usualMin = /year/.test(name) ? 1900 : 1;
  const low = Math.min(Math.max(min, usualMin), max);
  if (distinct) return (_, index) => (low + index <= max ? low + index : min + (index % (max - min + 1)));
  const high = Math.max(Math.min(max, usualMax), low);
  // Squared: small numbers are the usual ones, but years are spread evenly.
  return (random) => {
    const share = random.next();
    return low + Math.floor((/year/.test(name) ? share : share * share) * (high - low + 1));
  };
}

export function decimalSampler(
  { precision, scale, min, max }: DecimalColumn,
  distinct: boolean,
): TextSampler {
  const unit = 10n ** BigInt(scale);
  const scaled = (bound: string): bigint => {
    const [whole = '0', fraction = ''] = bound.split('.');
    return BigInt(whole + fraction.padEnd(scale, '0'));
  };
  const [low, high] = usual(
    min === undefined ? 0n : scaled(min),
    max === undefined ? 10n ** BigInt(precision) - 1n : scaled(max),
    1000n * unit,
  );
  const span = high - low + 1n;
  return (random, index) => {
    const value = low + (distinct ? BigInt(index) % span : (BigInt(random.below(2 ** 31)) * span) >> 31n);
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale);
    return `${value < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
  };
}

/** The part of a range that people's data lies in. */
function usual(min: bigint, max: bigint, limit: bigint): [bigint, bigint] {
  const low = min > 0n || max < 0n ? min : 0n;
  return [low, max - low > limit ? low + limit : max];
}

export function bigintSampler(column: BigintColumn, distinct: boolean): TextSampler {
  const [min, max] = usual(BigInt(column.min), BigInt(column.max), 1_000_000_000_000n);
  const span = max - min + 1n;
  return (random, index) =>
    String(min + ((distinct ? BigInt(index) : (BigInt(random.below(2 ** 31)) * span) >> 31n) % span));
}
