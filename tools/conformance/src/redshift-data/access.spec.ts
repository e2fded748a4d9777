import { expect, onTestFinished } from 'vitest';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { createSchema, errorOf, execute, query } from '../resources/warehouse.js';

async function createTable(): Promise<{ readonly schema: string; readonly table: string }> {
  const schema = await createSchema();
  await execute(`CREATE TABLE ${schema}.t (id INTEGER, v VARCHAR(9))`);
  return { schema, table: `${schema}.t` };
}

/** A user of a role, as the Data API makes one; its name needs quotes. */
async function createUser(): Promise<string> {
  const user = `"IAMR:${freshName('role')}"`;
  await execute(`CREATE USER ${user} PASSWORD DISABLE`);
  onTestFinished(async () => {
    await execute(`DROP USER ${user}`);
  });
  return user;
}

const plain = (user: string): string => user.slice(1, -1).toLowerCase();

const grantsOf = (schema: string) =>
  query(
    `SELECT relation_name, privilege_type, identity_type FROM svv_relation_privileges
     WHERE namespace_name = '${schema}' AND identity_type = 'public' ORDER BY 1, 2`,
  );

conformance('redshift-data', 'access', (conforms) => {
  conforms('makes a user whose name needs quotes, once', async () => {
    const user = await createUser();
    expect(await query(`SELECT LOWER(usename) FROM pg_user WHERE LOWER(usename) = '${plain(user)}'`)).toEqual(
      [[plain(user)]],
    );
    expect(await errorOf(`CREATE USER ${user} PASSWORD DISABLE`)).toMatch(/already exists/);
  });

  conforms('lists what a user was granted, once though it was granted twice', async () => {
    const user = await createUser();
    const { schema, table } = await createTable();
    for (const _ of [1, 2]) await execute(`GRANT SELECT, INSERT ON TABLE ${table} TO ${user}`);
    await execute(`GRANT USAGE ON SCHEMA ${schema} TO ${user}`);
    expect(
      await query(
        `SELECT relation_name, privilege_type, identity_type, LOWER(identity_name) FROM svv_relation_privileges
         WHERE namespace_name = '${schema}' AND LOWER(identity_name) = '${plain(user)}' ORDER BY 2`,
      ),
    ).toEqual([
      ['t', 'INSERT', 'user', plain(user)],
      ['t', 'SELECT', 'user', plain(user)],
    ]);
    expect(
      await query(
        `SELECT privilege_type, identity_type FROM svv_schema_privileges
         WHERE namespace_name = '${schema}' AND LOWER(identity_name) = '${plain(user)}'`,
      ),
    ).toEqual([['USAGE', 'user']]);
    await execute(`DROP SCHEMA ${schema} CASCADE`, `CREATE SCHEMA ${schema}`);
  });

  conforms('grants on several tables to the public', async () => {
    const { schema, table } = await createTable();
    await execute(`CREATE TABLE ${schema}.u (id INTEGER)`);
    await execute(`GRANT SELECT ON TABLE ${table}, ${schema}.u TO PUBLIC`);
    expect(await grantsOf(schema)).toEqual([
      ['t', 'SELECT', 'public'],
      ['u', 'SELECT', 'public'],
    ]);
  });

  conforms('takes grants back with the transaction that gave them', async () => {
    const { schema, table } = await createTable();
    await errorOf(`GRANT SELECT ON ${table} TO PUBLIC`, 'SELECT absent');
    expect(await grantsOf(schema)).toEqual([]);
  });

  conforms('keeps the grants of a view that is replaced, and ends those of one that is dropped', async () => {
    const { schema, table } = await createTable();
    const view = `VIEW ${schema}.w AS SELECT id FROM ${table} WITH NO SCHEMA BINDING`;
    await execute(`CREATE ${view}`);
    await execute(`GRANT SELECT ON TABLE ${schema}.w TO PUBLIC`);
    await execute(`CREATE OR REPLACE ${view}`);
    expect(await grantsOf(schema)).toEqual([['w', 'SELECT', 'public']]);
    await execute(`DROP VIEW ${schema}.w`, `CREATE ${view}`);
    expect(await grantsOf(schema)).toEqual([]);
  });

  conforms('refuses to grant on and to what is not there', async () => {
    const { schema, table } = await createTable();
    expect(await errorOf(`GRANT SELECT ON ${schema}.absent TO PUBLIC`)).toMatch(/does not exist/);
    expect(await errorOf(`GRANT USAGE ON SCHEMA ${schema}_absent TO PUBLIC`)).toMatch(/does not exist/);
    expect(await errorOf(`GRANT SELECT ON ${table} TO "IAMR:${freshName('absent')}"`)).toMatch(
      /does not exist/,
    );
  });

  conforms('keeps the text of a view that is not bound to its tables', async () => {
    const { schema, table } = await createTable();
    const body = `SELECT "id", CAST('a' AS VARCHAR(5)) AS "kind" FROM ${table} WITH NO SCHEMA BINDING`;
    await execute(`CREATE OR REPLACE VIEW ${schema}.w AS ${body}`);
    const [[definition]] = (await query(
      `SELECT definition FROM pg_views WHERE schemaname = '${schema}' AND viewname = 'w'`,
    )) as [[string]];
    const written = (sql: string): string => sql.toLowerCase().replace(/[\s";]+/g, '');
    expect(written(definition).endsWith(written(body))).toBe(true);
    expect(
      await query(
        `SELECT column_name FROM svv_columns WHERE table_schema = '${schema}' AND table_name = 'w' ORDER BY ordinal_position`,
      ),
    ).toEqual([['id'], ['kind']]);
  });

  conforms('lists its schemas', async () => {
    const { schema } = await createTable();
    expect(await query(`SELECT nspname FROM pg_namespace WHERE nspname = '${schema}'`)).toEqual([[schema]]);
  });
});
