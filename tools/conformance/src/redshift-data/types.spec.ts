import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createSchema, errorOf, execute, query } from '../resources/warehouse.js';

/** A table of one row, for the compute nodes answer otherwise than the leader at times. */
async function oneRow(columns: string, values: string): Promise<string> {
  const table = `${await createSchema()}.t`;
  await execute(`CREATE TABLE ${table} (${columns})`, `INSERT INTO ${table} VALUES (${values})`);
  return table;
}

conformance('redshift-data', 'types', (conforms) => {
  conforms('divides integers as integers', async () => {
    const table = await oneRow('a INTEGER, b BIGINT', '7, -2');
    expect(
      await query(`SELECT a / 2, a / b, a % 4, MOD(a, 4), -a / 2, a / 2::DOUBLE PRECISION FROM ${table}`),
    ).toEqual([[3, -3, 3, 3, -3, 3.5]]);
  });

  conforms('fails on a division by zero', async () => {
    const table = await oneRow('a INTEGER, z INTEGER, d DOUBLE PRECISION', '7, 0, 0');
    for (const division of ['a / z', 'a % z', 'a / d']) {
      expect(await errorOf(`SELECT ${division} FROM ${table}`)).toMatch(/divi(de|sion) by zero/i);
    }
    expect(await query(`SELECT a / NULLIF(z, 0) FROM ${table}`)).toEqual([[null]]);
  });

  conforms('fails where a number is too large for its type', async () => {
    const table = await oneRow(
      'a INTEGER, b BIGINT, c DECIMAL(4,2)',
      '2147483647, 9223372036854775807, 99.99',
    );
    for (const sum of ['a + a', 'b + b', 'b * 2', 'CAST(b AS INTEGER)', 'CAST(c * 2 AS DECIMAL(4,2))']) {
      expect(await errorOf(`SELECT ${sum} FROM ${table}`)).toMatch(/^ERROR: /);
    }
    expect(await errorOf(`INSERT INTO ${table} (a) VALUES (2147483648)`)).toMatch(/^ERROR: /);
    expect(await errorOf(`INSERT INTO ${table} (c) VALUES (100)`)).toMatch(/^ERROR: /);
  });

  conforms('rounds a number to the places of a DECIMAL, half away from zero', async () => {
    const table = await oneRow('a DECIMAL(8,2), b DECIMAL(8,2)', '20.259, -0.005');
    expect(
      await query(`SELECT a, b, CAST(a AS DECIMAL(8,1)), ROUND(a, 1), CAST(2.5 AS INTEGER) FROM ${table}`),
    ).toEqual([['20.26', '-0.01', '20.3', expect.stringMatching(/^20\.30?$/), 3]]);
  });

  conforms('adds integers up to a BIGINT and averages them to an integer', async () => {
    const table = await oneRow('a INTEGER, s SMALLINT, b BIGINT', '1, 1, 1');
    await execute(`INSERT INTO ${table} VALUES (2, 2, 2), (2147483647, 2, NULL)`);
    expect(await query(`SELECT SUM(a), SUM(s), SUM(b), AVG(a), AVG(s), AVG(b) FROM ${table}`)).toEqual([
      [2_147_483_650, 5, 3, 715_827_883, 1, 1],
    ]);
    expect(await query(`SELECT SUM(a) / COUNT(*) FROM ${table}`)).toEqual([[715_827_883]]);
  });

  conforms('adds decimals up with their places', async () => {
    const table = await oneRow('a DECIMAL(5,2)', '1.10');
    await execute(`INSERT INTO ${table} VALUES (2.20)`);
    expect(await query(`SELECT SUM(a), a * 1.5 FROM ${table} GROUP BY a ORDER BY a`)).toEqual([
      ['1.10', '1.650'],
      ['2.20', '3.300'],
    ]);
  });

  conforms('has no sum, no average and no least of nothing, and counts it', async () => {
    const table = await oneRow('a INTEGER', '1');
    expect(
      await query(`SELECT SUM(a), AVG(a), MIN(a), COUNT(a), COUNT(*) FROM ${table} WHERE a > 1`),
    ).toEqual([[null, null, null, 0, 0]]);
  });

  conforms('tells an empty text from NULL', async () => {
    const table = await oneRow('a VARCHAR(9), b VARCHAR(9)', `'', NULL`);
    expect(
      await query(`SELECT a = '', a IS NULL, b IS NULL, LEN(a), COALESCE(b, 'x'), NVL(a, 'x') FROM ${table}`),
    ).toEqual([[true, false, true, 0, 'x', '']]);
  });

  conforms('joins text to NULL as NULL', async () => {
    const table = await oneRow('a VARCHAR(9), b VARCHAR(9)', `'a', NULL`);
    expect(await query(`SELECT a || 'b', a || b, CONCAT(a, b), CONCAT(a, a) FROM ${table}`)).toEqual([
      ['ab', null, null, 'aa'],
    ]);
  });

  conforms('cuts text in a cast, by bytes and to whole characters', async () => {
    const table = await oneRow('a VARCHAR(20)', `'äöüabc'`);
    expect(
      await query(`SELECT CAST(a AS VARCHAR(3)), a::VARCHAR(4), a::VARCHAR(99), a::VARCHAR FROM ${table}`),
    ).toEqual([['ä', 'äö', 'äöüabc', 'äöüabc']]);
  });

  conforms('reads whole numbers alone as integers', async () => {
    const table = await oneRow('a VARCHAR(9), b VARCHAR(9), c VARCHAR(9)', `'12', '1.5', 'x1'`);
    expect(await query(`SELECT CAST(a AS INTEGER) + 1 FROM ${table}`)).toEqual([[13]]);
    expect(await errorOf(`SELECT CAST(b AS INTEGER) FROM ${table}`)).toMatch(/^ERROR: /);
    expect(await errorOf(`SELECT CAST(c AS INTEGER) FROM ${table}`)).toMatch(/^ERROR: /);
  });

  conforms('makes no text of a boolean by a cast', async () => {
    const table = await oneRow('b BOOLEAN', 'true');
    expect(await errorOf(`SELECT CAST(b AS VARCHAR(5)) FROM ${table}`)).toMatch(/cannot cast type boolean/);
    expect(await query(`SELECT b, NOT b, b IS TRUE, b AND NULL FROM ${table}`)).toEqual([
      [true, false, true, null],
    ]);
  });

  conforms('puts NULL last, and first in descending order', async () => {
    const table = await oneRow('a INTEGER', '1');
    await execute(`INSERT INTO ${table} VALUES (NULL), (2)`);
    expect(await query(`SELECT a FROM ${table} ORDER BY a`)).toEqual([[1], [2], [null]]);
    expect(await query(`SELECT a FROM ${table} ORDER BY a DESC`)).toEqual([[null], [2], [1]]);
  });

  conforms('sorts text by its bytes', async () => {
    const table = await oneRow('a VARCHAR(9)', `'b'`);
    await execute(`INSERT INTO ${table} VALUES ('B'), ('a'), ('ä')`);
    expect(await query(`SELECT a FROM ${table} ORDER BY a`)).toEqual([['B'], ['a'], ['b'], ['ä']]);
  });

  conforms('keeps a moment with its zone in UTC', async () => {
    const table = await oneRow('a TIMESTAMPTZ', `'2026-03-01 01:30:00+02'`);
    expect(
      await query(
        `SELECT a = '2026-02-28 23:30:00+00', a AT TIME ZONE 'UTC' = '2026-02-28 23:30:00' FROM ${table}`,
      ),
    ).toEqual([[true, true]]);
  });

  conforms('keeps microseconds', async () => {
    const table = await oneRow('a TIMESTAMP', `'2026-02-28 23:59:59.123456'`);
    expect(
      await query(
        `SELECT a, a = '2026-02-28 23:59:59.123456', a > '2026-02-28 23:59:59.123455' FROM ${table}`,
      ),
    ).toEqual([['2026-02-28 23:59:59.123456', true, true]]);
    expect(
      await query(`SELECT a - INTERVAL '2 seconds' = '2026-02-28 23:59:57.123456' FROM ${table}`),
    ).toEqual([[true]]);
  });

  conforms('finds elements of SUPER by index and name, NULL where there is none', async () => {
    const table = await oneRow('s SUPER', 'NULL');
    await execute(
      `DELETE FROM ${table}`,
      `INSERT INTO ${table} SELECT JSON_PARSE('{"list": ["Drama", "Short"], "n": {"k": 1}}')`,
    );
    expect(
      await query(
        `SELECT x.s.list[0]::VARCHAR, x.s.list[1]::VARCHAR, x.s.n.k::INTEGER, x.s.list[7] IS NULL, x.s.absent IS NULL
         FROM ${table} x`,
      ),
    ).toEqual([['Drama', 'Short', 1, true, true]]);
    expect(
      await query(`SELECT JSON_SERIALIZE(s), GET_ARRAY_LENGTH(s.list), JSON_TYPEOF(s.n) FROM ${table}`),
    ).toEqual([['{"list":["Drama","Short"],"n":{"k":1}}', 2, 'object']]);
  });

  conforms('refuses to parse what is no JSON', async () => {
    const table = await oneRow('v VARCHAR(20)', `'{"a":'`);
    expect(await errorOf(`SELECT JSON_PARSE(v) FROM ${table}`)).toMatch(/^ERROR: /);
    expect(await query(`SELECT CAN_JSON_PARSE(v), CAN_JSON_PARSE('[1]') FROM ${table}`)).toEqual([
      [false, true],
    ]);
  });
});
