import type { Dataset } from '../dataset.js';
import { maskValue, type Sha256Hex } from '../mask.js';
import type { Row } from '../row.js';
import { SampleError } from './sample-options.js';
import type { SampleField } from './field-sampler.js';

/** Makes the table's row of a record's fields, by column. */
export function rowMasker(
  { columns }: Dataset,
  sha256Hex: Sha256Hex | undefined,
): (fields: readonly SampleField[]) => Row {
  const kept = columns.flatMap((column, position) => (column.mask === 'drop' ? [] : [{ column, position }]));
  const digest =
    sha256Hex ??
    (() => {
      throw new SampleError('a column has the mask sha256, so samples need sha256Hex');
    });
  if (columns.every(({ mask }) => mask === undefined)) return (fields) => fields.map(({ value }) => value);
  return (fields) =>
    kept.map(({ column, position }) => maskValue(column, fields[position]?.value ?? null, digest));
}
