import { trimmed } from '../blanks.js';
import type { Column } from '../column.js';
import type { Dataset } from '../dataset.js';
import { SampleError } from './sample-options.js';
import { valueSampler, type SampleValue } from './sample-values.js';
import type { SeededRandom } from './seeded-random.js';

/** What a column's sample is in one record; null stands for null. */
export type FieldSampler = (random: SeededRandom, index: number) => SampleValue | null;

const nullShare = 0.2;
const blankShare = 0.1;
const attempts = 1000;

/**
 * Samplers of valid fields, by column.
 * @param isHeld whether a text can stand in the format; others are not made
 */
export function fieldSamplers(dataset: Dataset, isHeld: (text: string) => boolean): readonly FieldSampler[] {
  const distinct = new Set([
    ...(dataset.load.mode === 'upsert' ? dataset.load.key : []),
    ...(dataset.identity.kind === 'event' ? dataset.identity.columns : []),
  ]);
  return dataset.columns.map((column) =>
    fieldSampler(column, column.nullTokens ?? dataset.nullTokens, distinct.has(column.name), isHeld),
  );
}

function fieldSampler(
  column: Column,
  nullTokens: readonly string[],
  distinct: boolean,
  isHeld: (text: string) => boolean,
): FieldSampler {
  const sample = valueSampler(column, distinct);
  const isUsable = (text: string) =>
    !nullTokens.includes(text) && isHeld(text) && (!column.trim || trimmed(text) === text);
  const mayBeNull = column.nullable && nullTokens.length > 0;
  return (random, index) => {
    if (mayBeNull && random.chance(nullShare)) return null;
    let made = sample(random, index);
    for (let attempt = 0; !isUsable(made.text); attempt++) {
      if (attempt === attempts) throw new SampleError(`column ${column.name}: no sample can be written`);
      made = sample(random, index + attempt);
    }
    if (!column.trim || !random.chance(blankShare)) return made;
    return { text: ` ${made.text}${random.chance(0.5) ? '  ' : ''}`, value: made.value };
  };
}

/** A null of a column as its files write it; the first token, or the next that the format holds. */
export function nullText(column: Column, { nullTokens }: Dataset, isHeld: (text: string) => boolean): string {
  return (column.nullTokens ?? nullTokens).find(isHeld) ?? '';
}
