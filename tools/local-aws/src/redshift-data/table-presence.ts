import { SqlError } from './sql-error.js';
import type { UsedTable } from './sql/used-table.js';
import type { Statement } from './sql/statement.js';
import { quoteLiteral } from './sql/literals.js';
import type { ReadRows } from './table-columns.js';

const UNDEFINED_TABLE = '42P01';

export const relationMissing = ({ schema, name }: Pick<UsedTable, 'schema' | 'name'>): SqlError =>
  new SqlError(
    `relation "${schema === undefined ? name : `${schema}.${name}`}" does not exist`,
    UNDEFINED_TABLE,
  );

export async function tableExists({ schema = 'public', name }: UsedTable, rows: ReadRows): Promise<boolean> {
  const found = await rows(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()
       AND schema_name = ${quoteLiteral(schema)} AND table_name = ${quoteLiteral(name)}`,
  );
  return found.length > 0;
}

/** The tables of a schema that is dropped with all that is in it. */
export async function tablesOf(schema: string, rows: ReadRows): Promise<readonly string[]> {
  const found = await rows(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()
       AND schema_name = ${quoteLiteral(schema)} ORDER BY table_name`,
  );
  return found.map(({ table_name: name }) => String(name));
}

/**
 * A table that a transaction does not find is told apart: one that was made after its snapshot has a code of its own.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation-serializable-isolation-troubleshooting.html
 * @param committed reads outside the transaction
 */
export async function missingRelation(
  error: SqlError,
  statement: Statement,
  committed: ReadRows,
): Promise<SqlError> {
  if (error.sqlState !== UNDEFINED_TABLE) return error;
  for (const table of usedTables(statement)) {
    if (error.message.includes(table.name) && (await tableExists(table, committed))) {
      return new SqlError('1018 Detail: Relation does not exist', undefined, { cause: error });
    }
  }
  return error;
}

function usedTables(statement: Statement): readonly UsedTable[] {
  switch (statement.kind) {
    case 'query':
    case 'lock':
      return statement.tables;
    case 'write':
      return [statement.target, ...statement.tables];
    case 'definition':
      return [...statement.changes, ...statement.reads];
    case 'create-like':
      return [statement.like];
    case 'alter':
    case 'truncate':
      return [statement.table];
    case 'copy':
      return [statement.copy.target];
    default:
      return [];
  }
}
