import { acceptsNull } from '../accepts-null.js';
import { trimmed } from '../blanks.js';
import type { Column } from '../column.js';
import type { Dataset } from '../dataset.js';
import { sourcesOf } from '../derivation.js';
import { defaultValue, valueReader } from '../read-value.js';
import type { Value } from '../row.js';
import { SampleError } from './sample-options.js';
import { valueSampler, type ValueSampler } from './sample-values.js';
import type { SeededRandom } from './seeded-random.js';

/** What a column's sample is in one record. */
export interface SampleField {
  /** Null: the record has null. */
  readonly text: string | null;
  /** What it stands for: canonical, not masked. */
  readonly value: Value;
}

export type FieldSampler = (random: SeededRandom, index: number) => SampleField;

const nullShare = 0.2;
const blankShare = 0.1;
export const attempts = 1000;

/**
 * The sampler of a column's valid fields.
 * @param isHeld whether a text can stand in the format; others are not made
 */
export function fieldSampler(
  column: Column,
  dataset: Dataset,
  isHeld: (text: string) => boolean,
): FieldSampler {
  const nullTokens = column.nullTokens ?? dataset.nullTokens;
  const sample = suitedSampler(column, dataset);
  const isUsable = (text: string) =>
    !nullTokens.includes(text) && isHeld(text) && (!column.trim || trimmed(text) === text);
  const mayBeNull = acceptsNull(column) && nullTokens.length > 0;
  const ofNull = { text: null, value: defaultValue(column) ?? null };
  return (random, index) => {
    if (mayBeNull && random.chance(nullShare)) return ofNull;
    let made = sample(random, index);
    for (let attempt = 0; !isUsable(made.text); attempt++) {
      if (attempt === attempts) throw new SampleError(`column ${column.name}: no sample can be written`);
      made = sample(random, index + attempt);
    }
    if (!column.trim || !random.chance(blankShare)) return made;
    return { text: ` ${made.text}${random.chance(0.5) ? '  ' : ''}`, value: made.value };
  };
}

/** Keys and event identities, and what they are derived from, are distinct. */
function isDistinct({ name }: Column, { load, identity, columns }: Dataset): boolean {
  const distinct = new Set([
    ...(load.mode === 'upsert' ? load.key : []),
    ...(identity.kind === 'event' ? identity.columns : []),
  ]);
  return columns.some(
    (column) =>
      distinct.has(column.name) &&
      (column.name === name || (column.derive && sourcesOf(column.derive).includes(name))),
  );
}

/** Of a text whose other case must be of a few texts or of a form: mostly such ones, which would hardly come up. */
function suitedSampler(column: Column, dataset: Dataset): ValueSampler {
  const sample = valueSampler(column, isDistinct(column, dataset));
  const made = dataset.columns.find(
    ({ derive }) => (derive?.kind === 'lower' || derive?.kind === 'upper') && derive.of === column.name,
  );
  if (made?.type !== 'text' || (made.enum ?? made.pattern) === undefined) return sample;
  const suited = valueSampler(made, isDistinct(column, dataset));
  const read = valueReader(column, dataset.nullTokens);
  return (random, index) => {
    const { text } = suited(random, index);
    return 'value' in read(text) ? { text, value: text } : sample(random, index);
  };
}

/** A null of a column as its files write it; the first token, or the next that the format holds. */
export function nullText(column: Column, { nullTokens }: Dataset, isHeld: (text: string) => boolean): string {
  return (column.nullTokens ?? nullTokens).find(isHeld) ?? '';
}
