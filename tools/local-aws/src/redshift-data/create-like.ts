import { renderColumn } from './sql/column-definition.js';
import type { Statement } from './sql/statement.js';
import { tableColumns, type ReadRows } from './table-columns.js';

/** The CREATE TABLE for DuckDB: the other's columns with their limits and NOT NULL, without its keys. */
export async function createLike(
  { head, like, defaults }: Extract<Statement, { readonly kind: 'create-like' }>,
  rows: ReadRows,
): Promise<string> {
  const { columns } = await tableColumns(rows, like);
  const made = columns.map(({ default: value, ...column }) =>
    renderColumn(defaults && value !== undefined ? { ...column, default: value } : column),
  );
  return `${head} (${made.join(', ')})`;
}
