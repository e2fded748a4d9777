import { SqlError } from './sql-error.js';
import type { Grant } from './sql/grant.js';
import { quoteLiteral } from './sql/literals.js';
import { engineSchema, type UsedTable } from './sql/used-table.js';
import { relationMissing } from './table-presence.js';
import type { ReadRows } from './table-columns.js';

type Run = (sql: string) => Promise<number>;

/**
 * Users, privileges and the texts of views, as Redshift's catalog tells them. Names begin as system relations do, so
 * that no statement reaches the tables.
 */
export const ACCESS_OBJECTS: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS main.sys_local_users (name VARCHAR)',
  `CREATE TABLE IF NOT EXISTS main.sys_local_privileges
     (kind VARCHAR, schema_name VARCHAR, name VARCHAR, privilege VARCHAR, grantee VARCHAR)`,
  'CREATE TABLE IF NOT EXISTS main.sys_local_views (schema_name VARCHAR, name VARCHAR, definition VARCHAR)',
  `CREATE OR REPLACE VIEW main.pg_user AS SELECT 'admin' AS usename UNION ALL SELECT name FROM main.sys_local_users`,
  `CREATE OR REPLACE VIEW main.pg_namespace AS SELECT schema_name AS nspname FROM redshift_information_schema.schemata`,
  `CREATE OR REPLACE VIEW main.pg_views AS
     SELECT v.schema_name AS schemaname, v.view_name AS viewname, 'admin' AS viewowner,
       coalesce(l.definition, v.sql) AS definition
     FROM duckdb_views() v
     LEFT JOIN main.sys_local_views l ON l.schema_name = v.schema_name AND l.name = v.view_name
     WHERE NOT v.internal AND v.database_name = current_database()
       AND v.schema_name NOT IN ('main', 'redshift_information_schema')`,
  `CREATE OR REPLACE VIEW main.svv_relation_privileges AS
     SELECT DISTINCT schema_name AS namespace_name, name AS relation_name, ${identity()}
     FROM main.sys_local_privileges WHERE kind = 'relation'`,
  ...(['schema', 'database'] as const).map(
    (kind) => `CREATE OR REPLACE VIEW main.svv_${kind}_privileges AS
     SELECT DISTINCT name AS ${kind === 'schema' ? 'namespace' : kind}_name, ${identity()}
     FROM main.sys_local_privileges WHERE kind = '${kind}'`,
  ),
];

function identity(): string {
  return `privilege AS privilege_type, coalesce(grantee, 'public') AS identity_name,
       CASE WHEN grantee IS NULL THEN 'public' ELSE 'user' END AS identity_type, FALSE AS admin_option`;
}

export async function grant({ on, tables, names, privileges, grantees }: Grant, run: Run, rows: ReadRows) {
  for (const name of grantees)
    if (name !== undefined && !(await userExists(name, rows))) throw userMissing(name);
  const objects = tables.map(({ schema = 'public', name }) => ({ schema, name }));
  for (const object of objects) if (!(await relationExists(object, rows))) throw relationMissing(object);
  for (const name of on === 'schema' ? names : [])
    if ((await rows(`SELECT 1 FROM main.pg_namespace WHERE nspname = ${quoteLiteral(name)}`)).length === 0)
      throw new SqlError(`schema "${name}" does not exist`, '3F000');
  const granted = [...objects, ...names.map((name) => ({ schema: undefined, name }))].flatMap((object) =>
    privileges.flatMap((privilege) => grantees.map((grantee) => ({ ...object, privilege, grantee }))),
  );
  const values = granted.map(({ schema, name, privilege, grantee }) =>
    [on, schema, name, privilege, grantee].map(literalOrNull).join(', '),
  );
  await run(`INSERT INTO main.sys_local_privileges VALUES ${values.map((row) => `(${row})`).join(', ')}`);
}

/** Takes back whatever was granted on these objects. */
export async function revokeAll({ on, tables, names, grantees }: Grant, run: Run, rows: ReadRows) {
  for (const name of grantees)
    if (name !== undefined && !(await userExists(name, rows))) throw userMissing(name);
  const objects = [
    ...tables.map(({ schema = 'public', name }) => ({ schema, name })),
    ...names.map((name) => ({ schema: undefined, name })),
  ];
  for (const { schema, name } of objects)
    for (const grantee of grantees)
      await run(
        `DELETE FROM main.sys_local_privileges WHERE kind = ${quoteLiteral(on)} AND name = ${quoteLiteral(name)}
           AND schema_name IS NOT DISTINCT FROM ${literalOrNull(schema)}
           AND grantee IS NOT DISTINCT FROM ${literalOrNull(grantee)}`,
      );
}

export async function createUser(name: string, run: Run, rows: ReadRows): Promise<void> {
  if (await userExists(name, rows)) throw new SqlError(`user "${name}" already exists`, '42710');
  await run(`INSERT INTO main.sys_local_users VALUES (${quoteLiteral(name)})`);
}

export async function dropUser(name: string, ifExists: boolean, run: Run, rows: ReadRows): Promise<void> {
  if (!(await userExists(name, rows))) {
    if (ifExists) return;
    throw userMissing(name);
  }
  const isHis = `grantee = ${quoteLiteral(name)}`;
  if ((await rows(`SELECT 1 FROM main.sys_local_privileges WHERE ${isHis} LIMIT 1`)).length > 0)
    throw new SqlError(`user "${name}" cannot be dropped because some objects depend on it`, '2BP01');
  await run(`DELETE FROM main.sys_local_users WHERE name = ${quoteLiteral(name)}`);
}

/** What was granted on a table that is renamed, and a view's text, go with it. */
export async function renameRecorded(
  { schema = 'public', name }: UsedTable,
  to: UsedTable,
  run: Run,
): Promise<void> {
  for (const table of ['sys_local_privileges', 'sys_local_views'])
    await run(
      `UPDATE main.${table} SET name = ${quoteLiteral(to.name)}
       WHERE schema_name = ${quoteLiteral(schema)} AND name = ${quoteLiteral(name)}`,
    );
}

/** What was granted on something, and a view's text, end with it; a schema is a table `*` of it. */
export async function forgetDropped({ schema = 'public', name }: UsedTable, run: Run): Promise<void> {
  const inSchema = `schema_name = ${quoteLiteral(schema)}`;
  const isIt = name === '*' ? inSchema : `${inSchema} AND name = ${quoteLiteral(name)}`;
  await run(`DELETE FROM main.sys_local_privileges WHERE kind = 'relation' AND ${isIt}`);
  await run(`DELETE FROM main.sys_local_views WHERE ${isIt}`);
  if (name === '*')
    await run(
      `DELETE FROM main.sys_local_privileges WHERE kind = 'schema' AND name = ${quoteLiteral(schema)}`,
    );
}

/** Redshift keeps the text of a view that is not bound to its tables; of others it prints the query anew. */
export async function recordView(
  { schema = 'public', name }: UsedTable,
  text: string,
  run: Run,
): Promise<void> {
  await run(
    `DELETE FROM main.sys_local_views WHERE schema_name = ${quoteLiteral(schema)} AND name = ${quoteLiteral(name)}`,
  );
  await run(
    `INSERT INTO main.sys_local_views VALUES (${[schema, name, text].map((part) => quoteLiteral(part)).join(', ')})`,
  );
}

const literalOrNull = (text: string | undefined): string =>
  text === undefined ? 'NULL' : quoteLiteral(text);

const userExists = async (name: string, rows: ReadRows): Promise<boolean> =>
  (await rows(`SELECT 1 FROM main.pg_user WHERE usename = ${quoteLiteral(name)}`)).length > 0;

const userMissing = (name: string): SqlError => new SqlError(`user "${name}" does not exist`, '42704');

const relationExists = async (
  { schema, name }: { readonly schema: string; readonly name: string },
  rows: ReadRows,
): Promise<boolean> => {
  const isIt = `database_name = current_database() AND schema_name = ${quoteLiteral(engineSchema(schema))}`;
  const found = await rows(
    `SELECT 1 FROM duckdb_tables() WHERE ${isIt} AND table_name = ${quoteLiteral(name)}
     UNION ALL SELECT 1 FROM duckdb_views() WHERE ${isIt} AND view_name = ${quoteLiteral(name)}`,
  );
  return found.length > 0;
};
