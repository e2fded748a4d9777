import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createSchema, errorOf, execute, query } from '../resources/warehouse.js';

async function createTable(): Promise<string> {
  const table = `${await createSchema()}.t`;
  await execute(
    `CREATE TABLE ${table} (k INTEGER, v VARCHAR(20))`,
    `INSERT INTO ${table} VALUES (1, 'one'), (2, 'two')`,
  );
  return table;
}

const REFUSED =
  /^ERROR: .*(syntax error|does not exist|not supported|not recognized|unrecognized|cannot|must|permission)/is;

conformance('redshift-data', 'grammar', (conforms) => {
  conforms('reads no files and knows no functions of other engines', async () => {
    for (const sql of [
      `SELECT * FROM read_csv('/etc/passwd')`,
      `SELECT * FROM read_parquet('/tmp/x')`,
      `SELECT read_text('/etc/passwd')`,
      `SELECT getenv('HOME')`,
      `SELECT * FROM glob('*')`,
      `SELECT list_value(1, 2)`,
    ]) {
      expect(await errorOf(sql)).toMatch(REFUSED);
    }
  });

  conforms('takes a file name for the name of a table', async () => {
    expect(await errorOf(`SELECT * FROM "data.parquet"`)).toMatch(/relation .* does not exist/);
    expect(await errorOf(`SELECT * FROM '/tmp/data.csv'`)).toMatch(/syntax error/);
  });

  conforms('has none of the statements of other engines', async () => {
    for (const sql of [
      'PRAGMA database_list',
      'INSTALL httpfs',
      'LOAD httpfs',
      'CREATE MACRO f() AS 1',
      'CREATE SEQUENCE s',
      'FROM information_schema.tables',
      'SUMMARIZE information_schema.tables',
      'selec 1',
    ]) {
      expect(await errorOf(sql)).toMatch(REFUSED);
    }
  });

  conforms('has neither RETURNING nor ON CONFLICT nor FILTER nor DISTINCT ON', async () => {
    const table = await createTable();
    for (const sql of [
      `INSERT INTO ${table} VALUES (3, 'c') RETURNING k`,
      `INSERT INTO ${table} VALUES (3, 'c') ON CONFLICT DO NOTHING`,
      `SELECT COUNT(*) FILTER (WHERE k = 1) FROM ${table}`,
      `SELECT DISTINCT ON (k) k FROM ${table}`,
      `SELECT * FROM (VALUES (1)) x`,
      `SELECT [1, 2]`,
      `SELECT {'a': 1}`,
    ]) {
      expect(await errorOf(sql)).toMatch(/^ERROR: /);
    }
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
  });

  conforms('names what is not there', async () => {
    const table = await createTable();
    const [schema] = table.split('.');
    expect(await errorOf(`SELECT nosuch FROM ${table}`)).toMatch(/column "?nosuch"? does not exist/);
    expect(await errorOf(`SELECT x.nosuch FROM ${table} x`)).toMatch(
      /column x\.nosuch does not exist|column "nosuch"/,
    );
    expect(await errorOf(`SELECT * FROM ${schema}.nosuch`)).toMatch(/relation "?.*nosuch"? does not exist/);
    expect(await errorOf(`SELECT * FROM ${schema}_nosuch.t`)).toMatch(/(schema|relation) .*does not exist/);
    expect(await errorOf(`SELECT nosuch(k) FROM ${table}`)).toMatch(/function nosuch\(.*\) does not exist/);
    expect(await errorOf(`SELECT k::nosuch FROM ${table}`)).toMatch(/type "nosuch" does not exist/);
  });

  conforms('reads backslash escapes in literals', async () => {
    expect(await query(`SELECT 'it\\'s', 'a\\\\b', 'c''d', 'x\\ty'`)).toEqual([
      ["it's", 'a\\b', "c'd", 'x\ty'],
    ]);
  });

  conforms('passes over comments, nested ones too', async () => {
    expect(await query(`SELECT /* one /* two */ ; */ 1 -- ; DROP TABLE t\n, 2`)).toEqual([[1, 2]]);
  });

  conforms('takes one statement at a time', async () => {
    const table = await createTable();
    for (const sql of [
      `SELECT 1; DROP TABLE ${table}`,
      `SELECT 1 /* */ ; DELETE FROM ${table}`,
      `SELECT ';' ; DELETE FROM ${table}`,
      `SELECT 1 --\n; DELETE FROM ${table}`,
    ]) {
      await expect(execute(sql)).rejects.toThrow();
    }
    expect(await query(`SELECT COUNT(*) FROM ${table};`)).toEqual([[2]]);
  });

  conforms('keeps quoted names and literals apart from what stands around them', async () => {
    const table = await createTable();
    const [schema] = table.split('.');
    const name = `a""; DROP SCHEMA ${schema} CASCADE; --`;
    await execute(`CREATE TABLE ${schema}."${name}" (n INTEGER)`);
    await execute(`INSERT INTO ${schema}."${name}" SELECT k FROM ${table} WHERE v <> ''' OR 1 = 1; --'`);
    expect(await query(`SELECT COUNT(*) FROM ${schema}."${name}"`)).toEqual([[2]]);
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
  });

  conforms('does not let its catalog be written to', async () => {
    expect(await errorOf('DELETE FROM sys_load_error_detail')).toMatch(/^ERROR: /);
    expect(await errorOf('DROP VIEW pg_catalog.svv_columns')).toMatch(/^ERROR: /);
    expect(await errorOf('CREATE TABLE pg_catalog.t (n INTEGER)')).toMatch(/^ERROR: /);
  });

  conforms('has no settings of other engines', async () => {
    expect(await errorOf(`SET threads TO 8`)).toMatch(/unrecognized configuration parameter "threads"/);
    expect(await errorOf(`SET memory_limit TO '1GB'`)).toMatch(/unrecognized configuration parameter/);
  });

  conforms('asks for the name of a subquery', async () => {
    expect(await errorOf('SELECT n FROM (SELECT 1 AS n)')).toMatch(/subquery in FROM must have an alias/);
  });
});
