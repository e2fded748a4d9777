import type { Dataset } from '@sluice/contracts';
import { schemasOf } from './create-tables.js';
import type { Cell } from '../load/ledger.js';
import { quoteLiteral, type TableRef } from '../quote.js';

/** A column that stands in the warehouse, as `existingColumnsSql` gives it. */
export interface ExistingColumn {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  /** Type as DDL has it, for example `VARCHAR(12)`; the catalog's own word for types we do not use. */
  readonly type: string;
  readonly nullable: boolean;
  /** Default: false. */
  readonly hasDefault?: boolean;
}

export interface ExistingView extends TableRef {
  /** As it was written, `CREATE VIEW` and all, when it is not bound to its tables. */
  readonly definition: string;
}

/** Whoever may be granted something; `name` is empty of the public. */
export interface Grantee {
  readonly type: 'user' | 'group' | 'role' | 'public';
  readonly name: string;
}

/** What was granted explicitly. */
export interface ExistingPrivilege {
  readonly on: 'relation' | 'schema' | 'database';
  /** Of a relation. */
  readonly schema: string | undefined;
  /** Of the relation, the schema or the database. */
  readonly name: string;
  /** Upper case: `SELECT`. */
  readonly privilege: string;
  readonly grantee: Grantee;
}

/** What a migration is planned on. */
export interface Catalog {
  readonly columns: readonly ExistingColumn[];
  readonly schemas: readonly string[];
  readonly views: readonly ExistingView[];
  readonly users: readonly string[];
  readonly privileges: readonly ExistingPrivilege[];
}

export const emptyCatalog: Catalog = { columns: [], schemas: [], views: [], users: [], privileges: [] };

const inSchemas = (datasets: readonly Dataset[]): string =>
  `(${schemasOf(datasets).sort().map(quoteLiteral).join(', ')})`;

/**
 * The query for `readExistingColumns`: every column in the datasets' schemas. A user sees those of relations that he
 * may use.
 */
export function existingColumnsSql(datasets: readonly Dataset[]): string {
  return `SELECT table_schema, table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable, column_default
FROM svv_columns
WHERE table_schema IN ${inSchemas(datasets)}
ORDER BY table_schema, table_name, ordinal_position`;
}

/** Reads the rows of `existingColumnsSql`. */
export function readExistingColumns(rows: readonly (readonly Cell[])[]): ExistingColumn[] {
  return rows.map(([schema, table, name, dataType, length, precision, scale, nullable, value]) => ({
    schema: String(schema),
    table: String(table),
    name: String(name),
    type: catalogType(String(dataType), length ?? null, precision ?? null, scale ?? null),
    nullable: nullable === true || nullable === 'YES',
    hasDefault: value !== undefined && value !== null && value !== '',
  }));
}

/**
 * The queries for `readCatalog`, one transaction. A superuser sees everything; anybody else less: of the privileges
 * only those of relations and people that he has to do with.
 */
export const catalogSql = (datasets: readonly Dataset[]): string[] => [
  existingColumnsSql(datasets),
  `SELECT nspname FROM pg_namespace WHERE nspname IN ${inSchemas(datasets)}`,
  `SELECT schemaname, viewname, definition FROM pg_views WHERE schemaname IN ${inSchemas(datasets)}`,
  'SELECT usename FROM pg_user',
  `SELECT namespace_name, relation_name, privilege_type, identity_type, identity_name FROM svv_relation_privileges
WHERE namespace_name IN ${inSchemas(datasets)}`,
  `SELECT namespace_name, privilege_type, identity_type, identity_name FROM svv_schema_privileges
WHERE namespace_name IN ${inSchemas(datasets)}`,
  'SELECT database_name, privilege_type, identity_type, identity_name FROM svv_database_privileges',
];

/** Reads the results of `catalogSql`, in order. */
export function readCatalog(results: readonly (readonly (readonly Cell[])[])[]): Catalog {
  const [
    columns = [],
    schemas = [],
    views = [],
    users = [],
    relations = [],
    ofSchemas = [],
    ofDatabases = [],
  ] = results;
  const named = (on: 'schema' | 'database', rows: readonly (readonly Cell[])[]): ExistingPrivilege[] =>
    rows.map(([name, privilege, type, grantee]) => ({
      on,
      schema: undefined,
      name: String(name),
      privilege: String(privilege).toUpperCase(),
      grantee: readGrantee(type ?? null, grantee ?? null),
    }));
  return {
    columns: readExistingColumns(columns),
    schemas: schemas.map(([name]) => String(name)),
    views: views.map(([schema, name, definition]) => ({
      schema: String(schema),
      name: String(name),
      definition: String(definition),
    })),
    users: users.map(([name]) => String(name)),
    privileges: [
      ...relations.map(([schema, name, privilege, type, grantee]) => ({
        on: 'relation' as const,
        schema: String(schema),
        name: String(name),
        privilege: String(privilege).toUpperCase(),
        grantee: readGrantee(type ?? null, grantee ?? null),
      })),
      ...named('schema', ofSchemas),
      ...named('database', ofDatabases),
    ],
  };
}

function readGrantee(type: Cell, name: Cell): Grantee {
  const word = String(type).toLowerCase();
  if (word === 'public') return { type: 'public', name: '' };
  return { type: word === 'group' || word === 'role' ? word : 'user', name: String(name) };
}

/** The catalog's words for the types that contracts use. */
const typeNames: Readonly<Record<string, string>> = {
  integer: 'INTEGER',
  bigint: 'BIGINT',
  'double precision': 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  date: 'DATE',
  'timestamp without time zone': 'TIMESTAMP',
  super: 'SUPER',
};

function catalogType(dataType: string, length: Cell, precision: Cell, scale: Cell): string {
  if (dataType === 'character varying') return `VARCHAR(${length})`;
  if (dataType === 'numeric') return `DECIMAL(${precision},${scale})`;
  return typeNames[dataType] ?? dataType;
}
