import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedshift, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
  await redshift.ok('CREATE TABLE t (k int, v varchar(20), d decimal(4,2), b boolean)');
  await redshift.ok(`INSERT INTO t VALUES (1, 'one', 1.5, true), (2, 'two', 2.5, false)`);
});
afterAll(() => redshift.stop());

/** DuckDB's own, of which nothing may be seen. */
describe('the engine', () => {
  it('reads no file by the name of a table, however the name is taken apart', async () => {
    await redshift.objects.put('bucket', 'key', Buffer.from('a,b\n1,2\n'));
    const located = await redshift.objects.locate('bucket', 'key');
    const path = located?.path ?? '';
    for (const table of [
      `"${path}"`,
      `"${path}"."csv"`,
      `"${redshift.directory}/x"."csv"`,
      `"x/y"."parquet"`,
    ]) {
      expect(await redshift.error(`SELECT * FROM ${table}`)).toMatch(/^ERROR: relation .* does not exist/);
      expect(await redshift.error(`WITH q AS (SELECT * FROM ${table}) SELECT * FROM q`)).toMatch(
        /does not exist/,
      );
      expect(await redshift.error(`CREATE TABLE ${table} (n int)`)).toMatch(
        /is not implemented by local-aws/,
      );
    }
    expect(await redshift.error(`WITH "${path}.csv" AS (SELECT 1 AS n) SELECT n FROM "${path}.csv"`)).toMatch(
      /is not implemented by local-aws/,
    );
  });
});

describe('errors', () => {
  it.each([
    ['SELECT d / 2 FROM t', '0A000'],
    [`SELECT SHA2('x', 512)`, '0A000'],
    ['SELECT nosuch FROM t', '42703'],
    ['SELECT CAST(nosuch AS varchar) FROM t', '42703'],
    ['SELECT t.nosuch FROM t', '42703'],
    ['SELECT * FROM nosuch', '42P01'],
    ['SELECT * FROM nosuch.t', '3F000'],
    ['SELECT nosuch(1)', '42883'],
    ['SELECT abs(1, 2)', '42883'],
    ['SELECT 1::nosuch', '42704'],
    ['selec 1', '42601'],
    ['CREATE TABLE t (k int)', '42P07'],
    ['CREATE TABLE n (k int, K int)', '42701'],
    ['CREATE TABLE n (k int) SORTKEY (j)', '42703'],
    [`CREATE TABLE n (${'n'.repeat(128)} int)`, '42622'],
    [`SELECT k / (k - 1) FROM t`, '22012'],
    [`SELECT CAST('x' AS int)`, '22P02'],
    [`SELECT CAST('99999999999' AS int)`, '22003'],
    ['SELECT CAST(k * 1000 AS decimal(4,2)) FROM t', '22003'],
    ['SELECT CAST(b AS varchar) FROM t', '42846'],
    [`SELECT SPLIT_PART(v, 'a', 0) FROM t`, '22023'],
    [`UPDATE t SET v = repeat('x', 21)`, '22001'],
    ['DELETE FROM sys_load_error_detail', '42501'],
  ])('%s: %s', async (sql, sqlState) => {
    expect(await redshift.error(sql)).toMatch(new RegExp(`^ERROR: .* \\[SQLState ${sqlState}\\]$`, 's'));
  });
});

describe('values that the engines treat otherwise', () => {
  it.each([
    ['SELECT AVG(d), SUM(d), AVG(k::DOUBLE PRECISION) FROM t', [['2.00', '4.00', 1.5]]],
    [`SELECT SUM(k) FROM t WHERE k > 5`, [[null]]],
    // The types of correlated columns are known late.
    [
      'SELECT (SELECT SUM(x.k + t.k) FROM t x WHERE x.k + t.k <= 3 AND x.d + t.d > 2) FROM t ORDER BY k',
      [[5], [3]],
    ],
    ['SELECT k FROM t WHERE EXISTS (SELECT 1 FROM t x WHERE x.k * 10 + t.k = 12) ORDER BY k', [[2]]],
    [`SELECT '\\303\\244'`, [['ä']]],
    [
      'SELECT 123456789012345678901234567890, -1, 1e3, .5, 0, false',
      [['123456789012345678901234567890', -1, 1000, '0.5', 0, false]],
    ],
    [
      `SELECT SUBSTRING(v, -1, 4), SUBSTRING(v, -5, 3), SUBSTRING(v, -1) FROM t WHERE k = 1`,
      [['on', '', 'one']],
    ],
    [
      'SELECT k AS a, a + 1 AS b FROM t ORDER BY a',
      [
        [1, 2],
        [2, 3],
      ],
    ],
    [
      'SELECT count(*), "max"(k) FROM t GROUP BY b ORDER BY max',
      [
        [1, 1],
        [1, 2],
      ],
    ],
  ])('%s', async (sql, rows) => {
    expect(await redshift.query(sql)).toEqual(rows);
  });

  it('keeps the sum of integers a BIGINT in a table made of it', async () => {
    await redshift.ok('CREATE TABLE sums AS SELECT b, SUM(k) AS s, AVG(k) AS a FROM t GROUP BY b');
    expect(
      await redshift.query(
        `SELECT column_name, data_type FROM svv_columns WHERE table_name = 'sums' ORDER BY ordinal_position`,
      ),
    ).toEqual([
      ['b', 'boolean'],
      ['s', 'bigint'],
      ['a', 'bigint'],
    ]);
    expect(await redshift.error('SELECT SUM(s * 4611686018427387904) FROM sums')).toMatch(/SQLState 22003/);
  });
});
