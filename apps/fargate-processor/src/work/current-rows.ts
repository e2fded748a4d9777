import { maskValue, tableColumns, valueReader, type Dataset, type Value } from '@sluice/contracts';
import type { BatchRow, RowBatchContent } from '@sluice/message-schemas';
import { sha256Hex } from './sha256-hex.js';

/**
 * A batch's rows with a value for each column of the table, in its order. Batches are on their way for days while the
 * contract gains columns, or a version: what was not asked for when they were written is null there, or the column's
 * default; what is not asked for any more is left out.
 * @returns undefined when the rows do not fit: a column that must have a value has none, or a row has more or fewer
 *   values than columns are named
 */
export function currentRows(content: RowBatchContent, dataset: Dataset): BatchRow[] | undefined {
  const columns = tableColumns(dataset);
  const names = columns.map(({ name }) => name);
  // Batches that name no columns are of the table's first ones.
  const written = content.columns ?? names;
  const isExact = content.columns !== undefined;
  if (isSame(written, names) && content.rows.every(({ values }) => values.length === names.length))
    return content.rows;
  const places = names.map((name) => written.indexOf(name));
  const absent = columns.map(({ column }) => absentValue(column, dataset));
  const rows: BatchRow[] = [];
  for (const row of content.rows) {
    const { length } = row.values;
    if (isExact ? length !== written.length : length > written.length) return undefined;
    const values: Value[] = [];
    for (const [index, place] of places.entries()) {
      const value = place < 0 || place >= length ? absent[index] : row.values[place];
      if (value === undefined) return undefined;
      values.push(value);
    }
    rows.push({ ...row, values });
  }
  return rows;
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name, index) => name === others[index]);

/** What a record without the column has there; undefined when it must have it. */
function absentValue(column: Dataset['columns'][number], dataset: Dataset): Value | undefined {
  const reading = valueReader(column, dataset.nullTokens)(undefined);
  return 'value' in reading ? maskValue(column, reading.value, sha256Hex) : undefined;
}
