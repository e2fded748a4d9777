import { ExecuteStatementCommand, type ExecuteStatementInput } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startRedshift, TARGET, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
});
afterAll(() => redshift.stop());
beforeEach(async () => {
  for (const table of ['t', 'u']) {
    await redshift.ok(`DROP TABLE IF EXISTS ${table}`);
    await redshift.ok(`CREATE TABLE ${table} (k int)`);
    await redshift.ok(`INSERT INTO ${table} VALUES (1)`);
  }
});

async function openSession() {
  const send = (input: Omit<ExecuteStatementInput, 'ClientToken'>) =>
    redshift.client.send(new ExecuteStatementCommand(input));
  const { Id = '', SessionId } = await send({ ...TARGET, Sql: 'SELECT 1', SessionKeepAliveSeconds: 60 });
  await redshift.settled(Id);
  return async (Sql: string) => redshift.settled((await send({ SessionId, Sql })).Id ?? '');
}

const addColumn = 'ALTER TABLE t ADD COLUMN v int';

it.each([
  ['inserted', 'INSERT INTO t VALUES (2)', [[1], [2]]],
  ['deleted', 'DELETE FROM t', []],
  ['truncated', 'TRUNCATE t', []],
])('does not build a table of an old snapshot, when rows were %s since', async (_, change, left) => {
  const session = await openSession();
  await session('BEGIN');
  await session('SELECT k FROM u');
  await redshift.ok(change);
  expect(await session(addColumn)).toMatchObject({ Status: 'FAILED', Error: expect.stringMatching(/1023/) });
  await session('ROLLBACK');
  await redshift.ok(addColumn);
  expect(await redshift.query('SELECT k FROM t ORDER BY k')).toEqual(left);
});

it('adds a column to what its own transaction wrote, and to what others left alone', async () => {
  const session = await openSession();
  await session('BEGIN');
  await session('SELECT k FROM u');
  await redshift.ok('INSERT INTO u VALUES (2)');
  await session('INSERT INTO t VALUES (3)');
  expect(await session(addColumn)).toMatchObject({ Status: 'FINISHED' });
  await session('COMMIT');
  expect(await redshift.query('SELECT k, v FROM t ORDER BY k')).toEqual([
    [1, null],
    [3, null],
  ]);
});
