import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createEndlessQuery } from '../resources/endless-query.js';
import {
  createSchema,
  errorOf,
  execute,
  fetchRows,
  query,
  runBatch,
  runStatement,
} from '../resources/warehouse.js';

conformance('redshift-data', 'batches', (conforms) => {
  conforms('runs a batch in order and gives each statement its own id, status and result', async () => {
    const table = `${await createSchema()}.t`;
    const sqls = [
      `CREATE TABLE ${table} (n INTEGER)`,
      `INSERT INTO ${table} VALUES (1), (2)`,
      `SELECT SUM(n) + 0.5 FROM ${table}`,
      `DELETE FROM ${table} WHERE n = 1`,
      `SELECT n FROM ${table}`,
    ];
    const { Id, Status, HasResultSet, SubStatements = [] } = await runBatch(sqls);
    expect({ Status, HasResultSet }).toEqual({ Status: 'FINISHED', HasResultSet: true });
    expect(SubStatements.map((each) => each.Id)).toEqual([1, 2, 3, 4, 5].map((n) => `${Id}:${n}`));
    expect(SubStatements.map((each) => each.Status)).toEqual(Array(5).fill('FINISHED'));
    expect(SubStatements.map((each) => each.HasResultSet)).toEqual([false, false, true, false, true]);
    expect(SubStatements.map((each) => each.QueryString)).toEqual(sqls);
    expect(SubStatements[1]?.ResultRows).toBe(2);
    expect(await fetchRows(`${Id}:3`)).toEqual([['3.5']]);
    expect(await fetchRows(`${Id}:5`)).toEqual([[2]]);
  });

  conforms('rolls everything back when one statement fails, and runs none after it', async () => {
    const schema = await createSchema();
    await execute(`CREATE TABLE ${schema}.t (n INTEGER)`);
    const {
      Status,
      Error: error,
      SubStatements = [],
    } = await runBatch([
      `INSERT INTO ${schema}.t VALUES (1)`,
      `CREATE TABLE ${schema}.made AS SELECT n FROM ${schema}.t`,
      `SELECT absent FROM ${schema}.t`,
      `INSERT INTO ${schema}.t VALUES (2)`,
    ]);
    expect(Status).toBe('FAILED');
    expect(SubStatements.map((each) => each.Status)).toEqual(['FINISHED', 'FINISHED', 'FAILED', 'ABORTED']);
    expect(error).toMatch(/absent/);
    expect(SubStatements[2]?.Error).toMatch(/^ERROR: .*absent/s);
    expect(await query(`SELECT COUNT(*) FROM ${schema}.t`)).toEqual([[0]]);
    expect(await errorOf(`SELECT * FROM ${schema}.made`)).toMatch(/does not exist/);
  });

  conforms('sees what its own statements changed, before anybody else does', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    const { Id } = await execute(
      `INSERT INTO ${table} VALUES (1)`,
      `UPDATE ${table} SET n = n + 1`,
      `SELECT n FROM ${table}`,
    );
    expect(await fetchRows(`${Id}:3`)).toEqual([[2]]);
  });

  conforms('enforces NOT NULL, and no key', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (id INTEGER NOT NULL, v INTEGER UNIQUE, PRIMARY KEY (id))`);
    await execute(`INSERT INTO ${table} VALUES (1, 1), (1, 1)`);
    await execute(`INSERT INTO ${table} VALUES (1, 1)`);
    expect(await errorOf(`INSERT INTO ${table} SELECT CASE WHEN v = 2 THEN 1 END, v FROM ${table}`)).toMatch(
      /^ERROR: .*Cannot insert a NULL value into column id/is,
    );
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[3]]);
  });

  conforms('commits with a TRUNCATE all that came before it', async () => {
    const schema = await createSchema();
    await execute(`CREATE TABLE ${schema}.t (n INTEGER)`, `CREATE TABLE ${schema}.u (n INTEGER)`);
    await execute(`INSERT INTO ${schema}.t VALUES (1)`);
    const { Status } = await runBatch([
      `INSERT INTO ${schema}.u VALUES (1)`,
      `TRUNCATE ${schema}.t`,
      'SELECT absent',
    ]);
    expect(Status).toBe('FAILED');
    expect(await query(`SELECT n FROM ${schema}.u`)).toEqual([[1]]);
    expect(await query(`SELECT n FROM ${schema}.t`)).toEqual([]);
  });

  conforms('refuses in a transaction what cannot be rolled back', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (v VARCHAR(2))`);
    const widen = `ALTER TABLE ${table} ALTER COLUMN v TYPE VARCHAR(4)`;
    expect(await errorOf('SELECT 1', widen)).toMatch(/cannot run inside a transaction block/);
    expect(await errorOf('SELECT 1', `VACUUM ${table}`)).toMatch(/cannot run inside a transaction block/);
    await execute(widen);
    await execute(`INSERT INTO ${table} VALUES ('abcd')`);
  });

  conforms('ends a statement that runs for longer than statement_timeout', async () => {
    const endless = await createEndlessQuery(await createSchema());
    const { Status, SubStatements = [] } = await runBatch([
      'SET statement_timeout TO 500',
      endless,
      'SELECT 1',
    ]);
    expect(Status).toBe('FAILED');
    expect(SubStatements.map((each) => each.Status)).toEqual(['FINISHED', 'FAILED', 'ABORTED']);
    expect(SubStatements[1]?.Error).toMatch(/^ERROR: .*cancell?ed/s);
  });

  conforms('has temporary tables of its own, which end with it', async () => {
    const schema = await createSchema();
    await execute(`CREATE TABLE ${schema}.t AS SELECT 1 AS n`);
    const batch = (n: number) => [
      'CREATE TEMP TABLE stage (n INTEGER)',
      `INSERT INTO stage VALUES (${n})`,
      `SELECT COUNT(*) FROM ${schema}.t`,
      'SELECT n FROM stage',
    ];
    const [one, two] = await Promise.all([runBatch(batch(1)), runBatch(batch(2))]);
    expect(await fetchRows(`${one?.Id}:4`)).toEqual([[1]]);
    expect(await fetchRows(`${two?.Id}:4`)).toEqual([[2]]);
    expect(await runStatement('SELECT n FROM stage')).toMatchObject({ Status: 'FAILED' });
  });
});
