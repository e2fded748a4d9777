import { SqlError } from './sql-error.js';
import type { ColumnDefinition } from './sql/column-definition.js';
import type { TableName } from './sql/token-reader.js';
import { quoteLiteral } from './sql/literals.js';

/** Reads rows inside a session's transaction. */
export type ReadRows = (sql: string) => Promise<Record<string, unknown>[]>;

export interface TableColumns {
  readonly temporary: boolean;
  readonly columns: readonly ColumnDefinition[];
}

/** A table's columns as they were declared, read back from DuckDB's catalog. */
export async function tableColumns(rows: ReadRows, table: TableName): Promise<TableColumns> {
  const found = await rows(
    `SELECT c.database_name = 'temp' AS temporary, c.column_name AS name, c.data_type AS stored,
       NOT c.is_nullable AS not_null, c.column_default AS value, l.text AS limit_text
     FROM duckdb_columns() c
     LEFT JOIN (
       SELECT table_oid, database_name, constraint_column_names[1] AS column_name, constraint_text AS text
       FROM duckdb_constraints() WHERE constraint_type = 'CHECK'
     ) l ON l.table_oid = c.table_oid AND l.database_name = c.database_name AND l.column_name = c.column_name
     WHERE c.table_name = ${quoteLiteral(table.name)} AND (${
       table.schema === undefined
         ? `c.database_name = 'temp' OR (c.database_name = current_database() AND c.schema_name = 'public')`
         : `c.database_name = current_database() AND c.schema_name = ${quoteLiteral(table.schema)}`
     })
     ORDER BY temporary DESC, c.column_index`,
  );
  const temporary = found[0]?.temporary === true;
  const columns = found.filter((row) => row.temporary === temporary).map(columnOf);
  if (columns.length === 0) {
    const name = table.schema === undefined ? table.name : `${table.schema}.${table.name}`;
    throw new SqlError(`relation "${name}" does not exist`, '42P01');
  }
  return { temporary, columns };
}

function columnOf(row: Record<string, unknown>): ColumnDefinition {
  const limit = typeof row.limit_text === 'string' ? /<= (\d+)/.exec(row.limit_text) : null;
  return {
    name: String(row.name),
    type: {
      // A sum of integers, in a table made of a query.
      stored: row.stored === 'HUGEINT' ? 'BIGINT' : String(row.stored),
      ...(limit === null ? {} : { maxBytes: Number(limit[1]) }),
    },
    notNull: row.not_null === true,
    ...(typeof row.value === 'string' ? { default: row.value } : {}),
  };
}
