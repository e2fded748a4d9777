import { trimmed } from '../blanks.js';
import type { TextColumn } from '../column.js';
import { readPattern, type Choose, type PatternSample } from '../pattern.js';
import { utf8Length } from '../utf8-length.js';
import { SampleError } from './sample-options.js';
import type { SeededRandom } from './seeded-random.js';

/** Makes a valid text; `index` makes it distinct where the column must be. */
export type TextSampler = (random: SeededRandom, index: number) => string;

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
/** Of several alphabets and sizes in UTF-8, with quotes. */
export const words = (
  'River Night Garden Silent Winter Letter Harbour Broken Light Road Stone Summer Glass Paper Distant House ' +
  'Señorita Übergang L’été 東京 Москва "Encore" Don’t 🎬'
).split(' ') as [string, ...string[]];

export function textSampler(column: TextColumn, distinct: boolean): TextSampler {
  if (column.enum) return (random) => random.pick(column.enum as readonly string[] as [string]);
  const pattern = column.pattern === undefined ? undefined : readPattern(column.pattern);
  if (pattern && 'sample' in pattern)
    return (random, index) => {
      const text = pattern.sample(distinct ? digitsOf(index) : (count) => random.below(count));
      return fits(text, column) ? text : sampleOfLength(pattern.sample, column, random);
    };
  if (distinct)
    return (_, index) =>
      index.toString(36).padStart(Math.max(column.minBytes, Math.min(6, column.maxBytes)), '0');
  if (/type|kind/.test(column.name)) return (random) => fitted(random.pick(kinds), column);
  return (random) => {
    const parts = Array.from({ length: 1 + random.below(4) }, () => random.pick(words));
    return fitted(parts.join(' '), column);
  };
}

const fits = (text: string, { minBytes, maxBytes }: TextColumn): boolean => {
  const bytes = utf8Length(text);
  return bytes >= minBytes && bytes <= maxBytes;
};

/** Another text of a pattern, of a length that the column takes. */
function sampleOfLength(sample: PatternSample, column: TextColumn, random: SeededRandom): string {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const text = sample((count) => random.below(count), random.below(column.minBytes + 4));
    if (fits(text, column)) return text;
  }
  throw new SampleError(`column ${column.name}: no text of its pattern has its length`);
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
function fitted(text: string, { minBytes, maxBytes, trim }: TextColumn): string {
  let result = text;
  while (utf8Length(result) > maxBytes) result = [...result].slice(0, -1).join('');
  if (trim) result = trimmed(result);
  return result + 'x'.repeat(Math.max(0, minBytes - utf8Length(result)));
}
