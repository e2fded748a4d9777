import type { Dataset } from '../dataset.js';
import { deriver } from '../derivation.js';
import { valueReader } from '../read-value.js';
import { attempts, fieldSampler, type SampleField } from './field-sampler.js';
import { SampleError } from './sample-options.js';
import type { SeededRandom } from './seeded-random.js';

/** A valid record's fields, by column; derived ones have their value and no text. */
export type RecordSampler = (random: SeededRandom, index: number) => readonly SampleField[];

/** @param isHeld whether a text can stand in the format; others are not made */
export function recordSampler(dataset: Dataset, isHeld: (text: string) => boolean): RecordSampler {
  const { columns, nullTokens } = dataset;
  const samplers = columns.map((column) => {
    if (column.derive === undefined) return fieldSampler(column, dataset, isHeld);
    return {
      name: column.name,
      make: deriver(column.derive, columns),
      read: valueReader(column, nullTokens),
    };
  });
  let failed = '';
  const fieldsOf = (random: SeededRandom, index: number): SampleField[] | undefined => {
    const fields: SampleField[] = [];
    for (const sampler of samplers) {
      if (typeof sampler === 'function') {
        fields.push(sampler(random, index));
        continue;
      }
      const reading = sampler.read(sampler.make(fields.map(({ value }) => value)));
      failed = sampler.name;
      if ('reason' in reading) return undefined;
      fields.push({ text: null, value: reading.value });
    }
    return fields;
  };
  return (random, index) => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      // What an index gives may never do; the next one's may.
      const fields = fieldsOf(random, attempt < attempts / 2 ? index : index + attempt);
      if (fields) return fields;
    }
    throw new SampleError(`column ${failed}: no sample can be made of the columns that it is derived from`);
  };
}
