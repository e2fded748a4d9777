import { notImplemented, SqlError } from '../sql-error.js';
import type { TableName } from './token-reader.js';
import { quoteIdentifier } from './tokens.js';

/** Relations of Redshift's catalog that stand in `main`, see system-views.ts and access-catalog.ts. */
const SYSTEM_RELATIONS: ReadonlySet<string> = new Set(
  `pg_namespace pg_user pg_views svv_columns svv_database_privileges svv_relation_privileges svv_schema_privileges
   svv_tables sys_load_error_detail`.split(/\s+/),
);

/** Schemas that nobody writes to, with what is known of them and where it stands. */
const CATALOGS: ReadonlyMap<string, { readonly names: ReadonlySet<string>; readonly engine: string }> =
  new Map([
    // DuckDB's own shows DuckDB's type names.
    [
      'information_schema',
      { names: new Set(['tables', 'columns', 'schemata']), engine: 'redshift_information_schema' },
    ],
    ['pg_catalog', { names: SYSTEM_RELATIONS, engine: 'main' }],
  ]);

/** Where our `information_schema` stands. */
export const INFORMATION_SCHEMA = 'redshift_information_schema';

const HIDDEN_SCHEMAS = new Set(['main', 'temp', 'pg_temp', 'system', INFORMATION_SCHEMA]);
const HIDDEN_RELATION = /^(duckdb_|sqlite_|pragma_)/;

/** Redshift's other system relations; some of these names DuckDB has as well. */
const SYSTEM_NAME = /^(pg|stl|stv|svl|svcs|svv|sys)_/;

/**
 * DuckDB takes a table that it does not find for a file: by its name, and by the schema's and the table's name with a
 * dot between them.
 */
const FILE_LIKE = /[./\\]/;

export interface UsedTable extends TableName {
  /** For DuckDB. */
  readonly sql: string;
  /** With its schema: locks, conflicts and messages name tables so. */
  readonly key: string;
}

/** Refuses a name that DuckDB could take for a file's. */
export function refuseFileName(name: string): void {
  if (FILE_LIKE.test(name)) throw notImplemented(`the name "${name}"`);
}

/** DuckDB's name of a schema. */
export const engineSchema = (schema: string): string => CATALOGS.get(schema)?.engine ?? schema;

/** Refuses what Redshift has not or does not let be touched. */
export function useTable(table: TableName, access: 'read' | 'write'): UsedTable {
  const { schema, name } = table;
  const written = schema === undefined ? name : `${schema}.${name}`;
  const unknown = () => new SqlError(`relation "${written}" does not exist`, '42P01');
  const fileLike = FILE_LIKE.test(name) || FILE_LIKE.test(schema ?? '');
  if (HIDDEN_RELATION.test(name) || (fileLike && access === 'read')) throw unknown();
  refuseFileName(name);
  refuseFileName(schema ?? '');
  if (schema !== undefined && HIDDEN_SCHEMAS.has(schema)) {
    throw new SqlError(`schema "${schema}" does not exist`, '3F000');
  }
  const catalog = schema === undefined ? undefined : CATALOGS.get(schema);
  const system = schema === undefined && SYSTEM_RELATIONS.has(name);
  if ((catalog !== undefined || system) && access === 'write')
    throw new SqlError(`permission denied for relation ${written}`, '42501');
  const elsewhere = schema === undefined && !system && SYSTEM_NAME.test(name);
  if (elsewhere || (catalog !== undefined && !catalog.names.has(name)))
    throw notImplemented(`the relation ${written}`);
  const engine = system ? 'main' : schema === undefined ? undefined : engineSchema(schema);
  const sql =
    engine === undefined ? quoteIdentifier(name) : `${quoteIdentifier(engine)}.${quoteIdentifier(name)}`;
  return { ...table, sql, key: `${schema ?? 'public'}.${name}` };
}
