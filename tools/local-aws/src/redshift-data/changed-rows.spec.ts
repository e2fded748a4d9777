import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { loadModule } from 'libpg-query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRows, changedRows, intersects, union, type RowSet } from './changed-rows.js';
import { parseStatement } from './sql/statement.js';
import { tokenize } from './sql/tokens.js';
import { useTable } from './sql/used-table.js';

let database: DuckDBInstance;
let connection: DuckDBConnection;
const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();

beforeAll(async () => {
  await loadModule();
  database = await DuckDBInstance.create(':memory:');
  connection = await database.connect();
  await connection.run(
    'CREATE SCHEMA s; CREATE TABLE s.t AS SELECT range::INTEGER AS k, 0 AS n FROM range(100)',
  );
  await connection.run('CREATE TABLE f AS SELECT 40 AS k UNION ALL SELECT 41');
});
afterAll(() => {
  connection.closeSync();
  database.closeSync();
});

/** Of an UPDATE or DELETE. */
async function changedBy(sql: string): Promise<RowSet> {
  const statement = parseStatement(tokenize(sql));
  if (statement.kind !== 'write' || statement.rowNumbers === undefined)
    throw new Error(`${sql} changes no rows.`);
  return changedRows(statement.rowNumbers, rows);
}

const numbers = (set: RowSet): number[] =>
  Array.from({ length: 200 }, (_, n) => n).filter((n) => ((set.get(n >> 5) ?? 0) & (1 << (n & 31))) !== 0);

describe('the rows that a statement changes', () => {
  it.each([
    ['UPDATE s.t SET n = 1 WHERE k IN (3, 31, 32, 63)', [3, 31, 32, 63]],
    ['UPDATE s.t SET n = (SELECT max(k) FROM f WHERE f.k > 0), k = k WHERE k = 7', [7]],
    ['UPDATE s.t AS x SET n = 1 FROM f WHERE x.k = f.k', [40, 41]],
    ['UPDATE s.t x SET n = CASE WHEN n <> k THEN EXTRACT(year FROM SYSDATE) END WHERE x.k < 2', [0, 1]],
    ['DELETE FROM s.t WHERE k = 99', [99]],
    ['DELETE FROM s.t USING f, f g WHERE t.k = f.k AND g.k = f.k', [40, 41]],
    ['DELETE FROM s.t WHERE k IN (WITH few AS (SELECT k FROM f WHERE k = 41) SELECT k FROM few)', [41]],
    ['UPDATE s.t SET n = 1 WHERE k < 0', []],
  ])('%s', async (sql, expected) => {
    expect(numbers(await changedBy(sql))).toEqual(expected);
  });

  it('are all of them without a condition', async () => {
    const every = Array.from({ length: 100 }, (_, n) => n);
    expect(numbers(await changedBy('DELETE FROM s.t'))).toEqual(every);
    expect(numbers(await allRows(useTable({ schema: 's', name: 't' }, 'write'), rows))).toEqual(every);
  });

  it('are not those that the transaction inserted itself', async () => {
    await connection.run('BEGIN; INSERT INTO s.t VALUES (100, 0)');
    const set = await changedBy('UPDATE s.t SET n = 1 WHERE k >= 99');
    await connection.run('ROLLBACK');
    expect(numbers(set)).toEqual([99]);
  });
});

describe('sets of rows', () => {
  const set = (sql: string) => changedBy(`DELETE FROM s.t WHERE ${sql}`);

  it('intersect where they share a row', async () => {
    expect(intersects(await set('k = 31'), await set('k > 30'))).toBe(true);
    expect(intersects(await set('k = 31'), await set('k < 31'))).toBe(false);
    expect(intersects(await set('k < 50'), await set('k > 49'))).toBe(false);
  });

  it('unite', async () => {
    expect(numbers(union(union(undefined, await set('k = 31')), await set('k IN (30, 64)')))).toEqual([
      30, 31, 64,
    ]);
  });
});
