import type { CopyContext } from './copy.js';
import type { LoadFailure } from './load-failure.js';
import { quoteLiteral } from './sql/literals.js';

/** Redshift's short names of types, by DuckDB's. */
const TYPES: Readonly<Record<string, string>> = {
  SMALLINT: 'int2',
  INTEGER: 'int4',
  BIGINT: 'int8',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  BOOLEAN: 'bool',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  JSON: 'super',
};

const typeName = (stored: string): string =>
  TYPES[stored] ?? (stored.startsWith('DECIMAL') ? 'numeric' : stored.toLowerCase());

/** Keeps a failed load's reason outside the transaction that rolls back. */
export async function recordLoadError(failure: LoadFailure, context: CopyContext): Promise<void> {
  const { column, source, fault, line } = failure;
  const { queryId } = context;
  const row = {
    user_id: 100,
    query_id: queryId,
    transaction_id: queryId,
    session_id: queryId,
    database_name: quoteLiteral(context.database),
    table_id: 0,
    start_time: `TIMESTAMP '${new Date(context.now()).toISOString().slice(0, -1).replace('T', ' ')}'`,
    pid: queryId,
    file_name: quoteLiteral(source.url),
    line_number: line,
    column_name: quoteLiteral(column?.name ?? ''),
    column_type: quoteLiteral(column === undefined ? '' : typeName(column.type.stored)),
    column_length: quoteLiteral(String(column?.type.maxBytes ?? '')),
    position: fault.position ?? 0,
    error_code: fault.code,
    error_message: quoteLiteral(fault.message.slice(0, MOST_CHARACTERS)),
  };
  await context.warehouse.execute(
    `INSERT INTO main.sys_load_error_detail (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).join(', ')})`,
  );
}

const MOST_CHARACTERS = 512;
