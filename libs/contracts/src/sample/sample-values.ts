import type { Column, DecimalColumn, IntegerColumn, ListColumn, TextColumn } from '../column.js';
import { readPattern, type Choose } from '../pattern.js';
import { utf8Length } from '../utf8-length.js';
import type { SeededRandom } from './seeded-random.js';

/** Makes a valid text of a column; `index` makes it distinct where the column must be. */
export type ValueSampler = (random: SeededRandom, index: number) => string;

const kinds = [
  'movie',
  'short',
  'tvEpisode',
  'tvSeries',
  'tvMovie',
  'video',
  'tvMiniSeries',
  'tvSpecial',
] as const;
const genres = [
  'Action',
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Family',
  'Music',
  'Romance',
  'Sci-Fi',
] as const;
const words = (
  'River Night Garden Silent Winter Letter Harbour Broken Light Road Stone Summer Glass Paper Distant House ' +
  'Señorita Übergang L’été 東京 Москва "Encore" Don’t 🎬'
).split(' ') as [string, ...string[]];

const epochDay = 16_436;

/**
 * @param distinct whether two indexes must not give the same text (keys and event identities)
 */
export function valueSampler(column: Column, distinct: boolean): ValueSampler {
  switch (column.type) {
    case 'text':
      return textSampler(column, distinct);
    case 'integer':
      return integerSampler(column, distinct);
    case 'bigint': {
      const [min, max] = usual(BigInt(column.min), BigInt(column.max), 1_000_000_000_000n);
      const span = max - min + 1n;
      return (random, index) =>
        String(min + ((distinct ? BigInt(index) : (BigInt(random.below(2 ** 31)) * span) >> 31n) % span));
    }
    case 'decimal':
      return decimalSampler(column);
    case 'double':
      return (random) => String((random.below(2_000_001) - 1_000_000) / 1000);
    case 'boolean':
      return (random) => random.pick((random.chance(0.1) ? column.trueTexts : column.falseTexts) as [string]);
    case 'date':
      return (random, index) =>
        new Date((epochDay + (distinct ? index % 2_000_000 : random.below(4000))) * 86_400_000)
          .toISOString()
          .slice(0, 10);
    case 'timestamp':
      return (random, index) => {
        const seconds = epochDay * 86_400 + (distinct ? index : random.below(300_000_000));
        const text = new Date(seconds * 1000).toISOString().slice(0, 19);
        return (
          text +
          (random.chance(0.2) ? `.${random.below(1000)}` : '') +
          random.pick(['Z', 'Z', 'Z', '+02:00', '-05:30'])
        );
      };
    case 'list':
      return listSampler(column);
  }
}

function textSampler(column: TextColumn, distinct: boolean): ValueSampler {
  if (column.enum) return (random) => random.pick(column.enum as [string]);
  const pattern = column.pattern === undefined ? undefined : readPattern(column.pattern);
  if (pattern && 'sample' in pattern)
    return (random, index) => pattern.sample(distinct ? digitsOf(index) : (count) => random.below(count));
  if (distinct)
    return (_, index) =>
      index.toString(36).padStart(Math.max(column.minBytes, Math.min(6, column.maxBytes)), '0');
  if (/type|kind/.test(column.name)) return (random) => fitted(random.pick(kinds), column);
  return (random) => {
    const parts = Array.from({ length: 1 + random.below(4) }, () => random.pick(words));
    return fitted(parts.join(' '), column);
  };
}

/** Spends a number as a sequence of choices, so that different numbers choose differently. */
function digitsOf(index: number): Choose {
  let rest = index;
  return (count) => {
    const choice = rest % count;
    rest = Math.floor(rest / count);
    return choice;
  };
}

/** Cuts or fills a text to the column's length. */
function fitted(text: string, { minBytes, maxBytes }: TextColumn): string {
  let result = text;
  while (utf8Length(result) > maxBytes) result = [...result].slice(0, -1).join('');
  return result + 'x'.repeat(Math.max(0, minBytes - utf8Length(result)));
}

function integerSampler({ name, min, max }: IntegerColumn, distinct: boolean): ValueSampler {
  const usualMax = /year/.test(name) ? 2026 : /minutes/.test(name) ? 240 : 1_000_000;
  const usualMin = /year/.test(name) ? 1900 : 1;
  if (distinct) return (_, index) => String(Math.max(min, Math.min(usualMin, max)) + index);
  const low = Math.min(Math.max(min, usualMin), max);
  const high = Math.max(Math.min(max, usualMax), low);
  // Squared: small numbers are the usual ones, but years are spread evenly.
  return (random) => {
    const share = random.next();
    return String(low + Math.floor((/year/.test(name) ? share : share * share) * (high - low + 1)));
  };
}

function decimalSampler({ precision, scale, min, max }: DecimalColumn): ValueSampler {
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
  return (random) => {
    const value = low + ((BigInt(random.below(2 ** 31)) * (high - low + 1n)) >> 31n);
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

function listSampler({ separator, maxBytes }: ListColumn): ValueSampler {
  const items = genres.map((genre) => genre.replaceAll(separator, '')) as [string, ...string[]];
  return (random) => {
    let text = random.pick(items);
    for (let more = random.below(3); more > 0; more--) {
      const longer = `${text}${separator}${random.pick(items)}`;
      if (longer.length <= maxBytes) text = longer;
    }
    return text.slice(0, maxBytes);
  };
}
