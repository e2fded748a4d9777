import type { Dataset } from '../dataset.js';
import { tableColumns } from '../table-columns.js';

/**
 * Names of the columns that a cleaned file of a dataset holds, in its order: what stands in parentheses behind the
 * table in COPY. Parquet is copied by position and count, so a stage must have exactly these columns; the target
 * has its lineage columns besides, and they are NOT NULL.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
 */
export function copyColumns(dataset: Dataset): readonly string[] {
  return tableColumns(dataset).map(({ name }) => name);
}
