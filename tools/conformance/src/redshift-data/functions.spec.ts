import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createSchema, errorOf, execute, query } from '../resources/warehouse.js';

/** One row, for the compute nodes answer otherwise than the leader at times. */
async function oneRow(): Promise<string> {
  const table = `${await createSchema()}.t`;
  await execute(
    `CREATE TABLE ${table} (n INTEGER, v VARCHAR(20), d DATE, t TIMESTAMP, e VARCHAR(9))`,
    `INSERT INTO ${table} VALUES (3, 'caterpillar', '2026-01-31', '2026-01-31 10:20:30.25', NULL)`,
  );
  return table;
}

/** Three rows in two groups. */
async function groups(): Promise<string> {
  const table = `${await createSchema()}.g`;
  await execute(
    `CREATE TABLE ${table} (k VARCHAR(9), n INTEGER)`,
    `INSERT INTO ${table} VALUES ('a', 1), ('a', 3), ('b', 5)`,
  );
  return table;
}

conformance('redshift-data', 'functions', (conforms) => {
  conforms('takes parts of text', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT SUBSTRING(v, 1, 3), SUBSTRING(v, 0, 4), SUBSTRING(v, 6), SUBSTRING(v FROM 2 FOR 2), LEFT(v, 3), RIGHT(v, 3),
           SPLIT_PART('a-b-c', '-', 2), SPLIT_PART('a-b-c', '-', 9) FROM ${table}`,
      ),
    ).toEqual([['cat', 'cat', 'pillar', 'at', 'cat', 'lar', 'b', '']]);
  });

  conforms('measures and searches text', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT LEN(v), LENGTH('äb'), OCTET_LENGTH('äb'), STRPOS(v, 'p'), CHARINDEX('p', v), POSITION('p' IN v),
           STRPOS(v, 'z') FROM ${table}`,
      ),
    ).toEqual([[11, 2, 3, 6, 6, 6, 0]]);
  });

  conforms('changes text', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT UPPER('ab'), LOWER('AB'), TRIM('  a '), LTRIM('xxa', 'x'), RTRIM('axx', 'x'), BTRIM('xax', 'x'), LPAD('7', 3, '0'),
           RPAD('7', 3, '0'), LPAD('123', 2, '0'), REPLACE(v, 'l', ''), REVERSE('abc'), REPEAT('ab', 2),
           TRANSLATE('abc', 'ab', 'x'), CHR(92), ASCII('a') FROM ${table}`,
      ),
    ).toEqual([
      ['AB', 'ab', 'a', 'a', 'a', 'a', '007', '700', '12', 'caterpiar', 'cba', 'abab', 'xc', '\\', 97],
    ]);
  });

  conforms('matches LIKE with a backslash as its escape', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT v LIKE 'cat%', v LIKE 'CAT%', v ILIKE 'CAT%', v LIKE '_aterpillar', v NOT LIKE '%dog%', 'a_b' LIKE 'a\\\\_b',
           'axb' LIKE 'a\\\\_b', 'a%b' LIKE 'a!%b' ESCAPE '!' FROM ${table}`,
      ),
    ).toEqual([[true, false, true, true, true, true, false, true]]);
  });

  conforms('hashes text', async () => {
    const table = await oneRow();
    expect(await query(`SELECT MD5('x'), SHA1('x'), SHA2('x', 256) FROM ${table}`)).toEqual([
      [
        '9dd4e461268c8034f5c8564e155c67a6',
        '11f6ad8ec52a2984abaafd7c3b516503785c2072',
        '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
      ],
    ]);
  });

  conforms('chooses values', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT NVL(e, 'x'), NVL2(e, 1, 2), COALESCE(e, e, 'y'), NULLIF(n, 3), GREATEST(n, 5, 1), LEAST(n, 5), DECODE(n, 3, 'three', 'other'),
           DECODE(e, NULL, 'none', 'some'), CASE WHEN n > 5 THEN 'large' WHEN n > 2 THEN 'middle' END,
           CASE n WHEN 1 THEN 'one' END FROM ${table}`,
      ),
    ).toEqual([['x', 2, 'y', null, 5, 3, 'three', 'none', 'middle', null]]);
  });

  conforms('calculates', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT ABS(-n), MOD(n, 2), FLOOR(2.7::DOUBLE PRECISION), CEIL(2.1::DOUBLE PRECISION), ROUND(2.6::DOUBLE PRECISION), POWER(2, n), SQRT(9),
           LOG(1000), LN(1), SIGN(-n) FROM ${table}`,
      ),
    ).toEqual([[3, 1, 2, 3, 3, 8, 3, expect.closeTo(3), 0, expect.anything()]]);
  });

  conforms('adds to dates, to the last day of a shorter month', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT DATEADD(day, 1, d) = '2026-02-01', DATEADD(month, 1, d) = '2026-02-28', DATEADD(hour, -11, t) = '2026-01-30 23:20:30.25',
           ADD_MONTHS(d, 1) = '2026-02-28', ADD_MONTHS('2026-02-28'::DATE, 1) = '2026-03-31', LAST_DAY(d) = '2026-01-31',
           d + 1 = '2026-02-01' FROM ${table}`,
      ),
    ).toEqual([[true, true, true, true, true, true, true]]);
  });

  conforms('counts the boundaries between two dates', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT DATEDIFF(day, d, '2026-03-01'::DATE), DATEDIFF(month, d, '2026-02-01'::DATE), DATEDIFF(year, d, '2025-12-31'::DATE),
           DATEDIFF(hour, t, t + INTERVAL '1 hour'), DATEDIFF(second, t, t + INTERVAL '90 seconds') FROM ${table}`,
      ),
    ).toEqual([[29, 1, -1, 1, 90]]);
  });

  conforms('takes parts of dates', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT EXTRACT(year FROM t), EXTRACT(month FROM d), EXTRACT(dow FROM d), EXTRACT(epoch FROM t), EXTRACT(hour FROM t),
           DATE_PART(day, t), DATE_TRUNC('month', t) = '2026-01-01', DATE_TRUNC('hour', t) = '2026-01-31 10:00:00',
           t::DATE = d FROM ${table}`,
      ),
    ).toEqual([[2026, 1, 6, 1_769_854_830, 10, 31, true, true, true]]);
  });

  conforms('knows the time', async () => {
    const table = await oneRow();
    expect(
      await query(
        `SELECT GETDATE() > '2025-01-01', SYSDATE > '2025-01-01', CURRENT_DATE > '2025-01-01', DATEDIFF(minute, GETDATE(), SYSDATE)
         FROM ${table}`,
      ),
    ).toEqual([[true, true, true, 0]]);
  });

  conforms('gathers a list in its order', async () => {
    const table = await groups();
    expect(
      await query(
        `SELECT k, LISTAGG(n::VARCHAR, ',') WITHIN GROUP (ORDER BY n DESC) FROM ${table} GROUP BY k HAVING COUNT(*) > 1`,
      ),
    ).toEqual([['a', '3,1']]);
  });

  conforms('counts what is distinct, and finds the middle', async () => {
    const table = await groups();
    expect(
      await query(
        `SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY n) = 3, MEDIAN(n) = 3
         FROM ${table}`,
      ),
    ).toEqual([[true, true]]);
    expect(await query(`SELECT COUNT(DISTINCT k), BOOL_OR(n > 4), BOOL_AND(n > 4) FROM ${table}`)).toEqual([
      [2, true, false],
    ]);
  });

  conforms('numbers and compares rows within a partition', async () => {
    const table = await groups();
    expect(
      await query(
        `SELECT n, ROW_NUMBER() OVER (PARTITION BY k ORDER BY n DESC), LAG(n) OVER (PARTITION BY k ORDER BY n),
           SUM(n) OVER (PARTITION BY k), SUM(n) OVER (ORDER BY n ROWS UNBOUNDED PRECEDING), COUNT(*) OVER ()
         FROM ${table} ORDER BY n`,
      ),
    ).toEqual([
      [1, 2, null, 4, 1, 3],
      [3, 1, 1, 4, 4, 3],
      [5, 1, null, 5, 9, 3],
    ]);
  });

  conforms('asks for the frame of an aggregate over ordered rows', async () => {
    const table = await groups();
    expect(await errorOf(`SELECT SUM(n) OVER (PARTITION BY k ORDER BY n) FROM ${table}`)).toMatch(
      /frame clause/,
    );
  });

  conforms('joins, nests and unites queries', async () => {
    const table = await groups();
    expect(
      await query(
        `WITH sums AS (SELECT k, SUM(n) AS s FROM ${table} GROUP BY k)
         SELECT g.k, g.n, sums.s FROM ${table} g LEFT JOIN sums ON sums.k = g.k AND sums.s > 4
         WHERE EXISTS (SELECT 1 FROM ${table} x WHERE x.k = g.k)
         UNION ALL SELECT 'z', 0, NULL ORDER BY 2 LIMIT 3`,
      ),
    ).toEqual([
      ['z', 0, null],
      ['a', 1, null],
      ['a', 3, null],
    ]);
    expect(
      await query(
        `SELECT k FROM ${table} WHERE k IN (SELECT k FROM ${table} WHERE n = 5) AND n BETWEEN 1 AND 9`,
      ),
    ).toEqual([['b']]);
    expect(await query(`SELECT k FROM ${table} EXCEPT SELECT 'a' ORDER BY 1`)).toEqual([['b']]);
  });
});
