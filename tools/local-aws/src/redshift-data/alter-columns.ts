import { SqlError } from './sql-error.js';
import type { ColumnChange } from './sql/alter-table.js';
import { renderColumn, type ColumnDefinition } from './sql/column-definition.js';
import type { UsedTable } from './sql/used-table.js';
import { quoteIdentifier } from './sql/tokens.js';
import { tableColumns, type ReadRows } from './table-columns.js';

/**
 * Adds, drops or widens a column by building the table anew within the transaction: DuckDB cannot add a column
 * with a check, nor drop or alter one that has a check.
 */
export async function alterColumns(
  run: (sql: string) => Promise<number>,
  rows: ReadRows,
  table: UsedTable,
  change: ColumnChange,
): Promise<void> {
  const { temporary, columns: before } = await tableColumns(rows, table);
  const after = changed(before, change, table.name);
  if (change.kind === 'encode') return;
  const kept = after.filter(({ name }) => before.some((column) => column.name === name));
  const list = kept.map(({ name }) => quoteIdentifier(name)).join(', ');
  const schema = temporary ? 'temp.main' : quoteIdentifier(table.schema ?? 'public');
  const old = `${schema}.${quoteIdentifier(table.name)}`;
  const rebuilt = `${table.name}__rebuilt`;
  await run(`CREATE TABLE ${schema}.${quoteIdentifier(rebuilt)} (${after.map(renderColumn).join(', ')})`);
  if (kept.length > 0) {
    await run(`INSERT INTO ${schema}.${quoteIdentifier(rebuilt)} (${list}) SELECT ${list} FROM ${old}`);
  }
  await run(`DROP TABLE ${old}`);
  await run(`ALTER TABLE ${schema}.${quoteIdentifier(rebuilt)} RENAME TO ${quoteIdentifier(table.name)}`);
}

function changed(
  before: readonly ColumnDefinition[],
  change: ColumnChange,
  table: string,
): ColumnDefinition[] {
  if (change.kind === 'add') {
    if (before.some(({ name }) => name === change.column.name)) {
      throw new SqlError(`column "${change.column.name}" of relation "${table}" already exists`, '42701');
    }
    return [...before, change.column];
  }
  if (!before.some(({ name }) => name === change.column)) {
    throw new SqlError(`column "${change.column}" of relation "${table}" does not exist`, '42703');
  }
  if (change.kind === 'encode') return [...before];
  if (change.kind === 'drop') {
    if (before.length === 1) throw new SqlError('cannot drop the only column of a table', '0A000');
    return before.filter(({ name }) => name !== change.column);
  }
  return before.map((column) => {
    if (column.name !== change.column) return column;
    if (column.type.maxBytes === undefined) {
      throw new SqlError(`column "${column.name}" is not VARCHAR and cannot change its type`, '0A000');
    }
    return { ...column, type: change.type };
  });
}
