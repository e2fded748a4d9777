import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { createSchema, errorOf, execute, fetchRows, query, runBatch } from '../resources/warehouse.js';

/** A schema with a table of texts and moments, `rows`, of so many as there are literals. */
async function createRows(columns: string, ...values: readonly string[]): Promise<string> {
  const schema = await createSchema();
  await execute(
    `CREATE TABLE ${schema}.rows (${columns})`,
    `INSERT INTO ${schema}.rows VALUES ${values.map((each) => `(${each})`).join(', ')}`,
  );
  return schema;
}

conformance('redshift-data', 'statements of a load', (conforms) => {
  conforms('end a batch, and undo it, where a CASE gives NULL to a BOOLEAN NOT NULL', async () => {
    const schema = await createRows('n INTEGER', '1', '2');
    await execute(`CREATE TABLE ${schema}.ledger (n INTEGER, reconciled BOOLEAN NOT NULL)`);
    const reconcile = (most: number) =>
      `INSERT INTO ${schema}.ledger SELECT n, CASE WHEN n <= ${most} THEN TRUE END FROM ${schema}.rows`;
    const insert = `INSERT INTO ${schema}.rows VALUES (0)`;
    expect(await errorOf(insert, reconcile(1))).toMatch(
      /^ERROR: .*Cannot insert a NULL value into column reconciled/is,
    );
    expect(await query(`SELECT COUNT(*) FROM ${schema}.rows`)).toEqual([[2]]);
    expect(await query(`SELECT COUNT(*) FROM ${schema}.ledger`)).toEqual([[0]]);
    await execute(insert, reconcile(2));
    expect(await query(`SELECT COUNT(*) FROM ${schema}.ledger WHERE reconciled`)).toEqual([[3]]);
  });

  conforms('delete what stands in a temporary table, whose quoted name has hyphens', async () => {
    const schema = await createRows('k VARCHAR(9), n INTEGER', `'a', 1`, `'a', 2`, `'b', 1`);
    const stage = `"sluice_rows_${freshName('load')}"`;
    await execute(
      `CREATE TEMP TABLE ${stage} ("k" VARCHAR(9), "n" INTEGER)`,
      `INSERT INTO ${stage} VALUES ('a', 1), ('a', 1), ('c', 1)`,
      `DELETE FROM "${schema}"."rows" USING ${stage} WHERE "rows"."k" = ${stage}."k" AND "rows"."n" = ${stage}."n"`,
    );
    expect(await query(`SELECT k, n FROM ${schema}.rows ORDER BY k`)).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  conforms('delete everything, or nothing, by a query that names no row of the table', async () => {
    const schema = await createRows('n INTEGER', '1', '2');
    const remove = (kind: string) =>
      `DELETE FROM ${schema}.rows WHERE EXISTS (
         SELECT 1 FROM stage s JOIN stage v ON v.n = s.n WHERE s.kind = '${kind}')`;
    const left = async (kind: string) => {
      const stage = [
        'CREATE TEMP TABLE stage (n INTEGER, kind VARCHAR(9))',
        `INSERT INTO stage VALUES (7, 'file')`,
      ];
      await execute(...stage, remove(kind));
      return query(`SELECT COUNT(*) FROM ${schema}.rows`);
    };
    expect(await left('stream')).toEqual([[2]]);
    expect(await left('file')).toEqual([[0]]);
  });

  conforms('update from a grouped query', async () => {
    const schema = await createRows(
      'id VARCHAR(9), state VARCHAR(16), at TIMESTAMP',
      `'a', 'new', '2026-03-01'`,
      `'b', 'new', '2026-03-01'`,
      `'c', 'old', '2026-03-01'`,
      `'d', 'new', '2026-03-02 00:00:00.000001'`,
    );
    await execute(
      'CREATE TEMP TABLE stage (id VARCHAR(9), no INTEGER)',
      `INSERT INTO stage VALUES ('a', 1), ('a', NULL), ('b', 2), ('c', 1), ('d', 1)`,
      `UPDATE "${schema}"."rows" SET "state" = c."state"
       FROM (
         SELECT r.id, MAX(CASE WHEN r.no IS NULL THEN 'loaded' ELSE 'deduplicated' END) AS "state"
         FROM stage r GROUP BY r.id
       ) c
       WHERE "rows"."id" = c."id" AND "rows"."state" = 'new'
         AND ("rows"."at" BETWEEN TIMESTAMP '2026-03-01 00:00:00.000' AND TIMESTAMP '2026-03-02 00:00:00.000')`,
    );
    expect(await query(`SELECT id, state FROM ${schema}.rows ORDER BY id`)).toEqual([
      ['a', 'loaded'],
      ['b', 'deduplicated'],
      ['c', 'old'],
      ['d', 'new'],
    ]);
  });

  conforms('write the time of the statement, in UTC', async () => {
    const schema = await createRows('n INTEGER', '1', '2', '3');
    await execute(
      `CREATE TABLE ${schema}.ledger (n INTEGER, loaded_at TIMESTAMP NOT NULL)`,
      `INSERT INTO ${schema}.ledger SELECT n, GETDATE() FROM ${schema}.rows`,
    );
    const [[distinct, loadedAt] = []] = await query(
      `SELECT COUNT(DISTINCT loaded_at), MAX(loaded_at) FROM ${schema}.ledger`,
    );
    expect(distinct).toBe(1);
    const minutesAgo = (Date.now() - Date.parse(`${String(loadedAt).replace(' ', 'T')}Z`)) / 60_000;
    expect(Math.abs(minutesAgo)).toBeLessThan(5);
  });

  conforms('reach as many seconds before and after a moment as an INTERVAL says', async () => {
    const schema = await createRows('at TIMESTAMP', `'2024-02-29 12:00:00.000001'`);
    expect(
      await query(
        `SELECT at - INTERVAL '31536000 seconds' = '2023-03-01 12:00:00.000001',
           at + INTERVAL '1 seconds' = '2024-02-29 12:00:01.000001', at + INTERVAL '86400 seconds' = '2024-03-01 12:00:00.000001'
         FROM ${schema}.rows`,
      ),
    ).toEqual([[true, true, true]]);
  });

  conforms('number and look back among rows that are equal in part, NULL with NULL', async () => {
    const schema = await createRows(
      'id VARCHAR(9), k VARCHAR(9), at INTEGER',
      `'d', 'x', 1`,
      `'b', NULL, 2`,
      `'c', 'x', 1`,
      `'a', NULL, 1`,
      `'e', 'x', 2`,
    );
    expect(
      await query(
        `SELECT id, ROW_NUMBER() OVER (PARTITION BY k ORDER BY at DESC, id DESC),
           LAG(at) OVER (PARTITION BY k ORDER BY at, id), LAG(id) OVER (PARTITION BY k ORDER BY at, id)
         FROM ${schema}.rows ORDER BY id`,
      ),
    ).toEqual([
      ['a', 2, null, null],
      ['b', 1, 1, 'a'],
      ['c', 3, null, null],
      ['d', 2, 1, 'c'],
      ['e', 1, 1, 'd'],
    ]);
  });

  conforms('make the identity of a record, and find its source in it, by characters', async () => {
    const schema = await createRows('id VARCHAR(64), n BIGINT', `'fäße-😀', 7`, `'f', 123456789012`);
    expect(
      await query(
        `SELECT record, SUBSTRING(record, 1, LENGTH(record) - 13), SUBSTRING(record, LENGTH(record) - 12)
         FROM (SELECT n, id || ':' || LPAD(CAST(n AS VARCHAR), 12, '0') AS record FROM ${schema}.rows) r ORDER BY n`,
      ),
    ).toEqual([
      ['fäße-😀:000000000007', 'fäße-😀', ':000000000007'],
      ['f:123456789012', 'f', ':123456789012'],
    ]);
  });

  conforms('compare identities by their bytes', async () => {
    const inOrder = ['a', 'a-', 'a-9', 'a/', 'a0', 'a9', 'a:', 'aA', 'aZ', 'a_', 'aa', 'ä', '😀'];
    const schema = await createRows('id VARCHAR(9)', ...inOrder.toReversed().map((id) => `'${id}'`));
    expect(
      await query(
        `SELECT id, place FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM ${schema}.rows) r ORDER BY place`,
      ),
    ).toEqual(inOrder.map((id, index) => [id, index + 1]));
    expect(
      await query(
        `SELECT a.id, COUNT(*) FROM ${schema}.rows a JOIN ${schema}.rows b ON a.id > b.id GROUP BY a.id ORDER BY 2`,
      ),
    ).toEqual(inOrder.slice(1).map((id, index) => [id, index + 1]));
  });

  conforms('take texts for equal that differ by blanks at their end alone', async () => {
    const schema = await createRows('id VARCHAR(9)', `'a'`, `'a '`, `' a'`);
    expect(await query(`SELECT COUNT(*) FROM ${schema}.rows WHERE id = 'a'`)).toEqual([[2]]);
    expect(await query(`SELECT COUNT(DISTINCT id) FROM ${schema}.rows`)).toEqual([[2]]);
    expect(
      await query(
        `SELECT MAX(place) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY id ORDER BY id) AS place FROM ${schema}.rows) r`,
      ),
    ).toEqual([[2]]);
    expect(await query(`SELECT COUNT(*) FROM ${schema}.rows a JOIN ${schema}.rows b ON a.id = b.id`)).toEqual(
      [[5]],
    );
  });

  conforms('tell in their last result what they wrote', async () => {
    const schema = await createRows('n INTEGER', '1');
    const { Id, SubStatements = [] } = await runBatch([
      'SET statement_timeout TO 60000',
      'CREATE TEMP TABLE stage (n INTEGER)',
      `INSERT INTO stage SELECT n + 1 FROM ${schema}.rows`,
      `INSERT INTO ${schema}.rows SELECT n FROM stage`,
      `SELECT r.n FROM stage s JOIN ${schema}.rows r ON r.n = s.n`,
    ]);
    expect(SubStatements.map(({ HasResultSet }) => HasResultSet)).toEqual([false, false, false, false, true]);
    expect(SubStatements.at(-1)?.Id).toBe(`${Id}:5`);
    expect(await fetchRows(`${Id}:5`)).toEqual([[2]]);
  });

  conforms('parse the JSON that contracts take: deep, with long numbers and a key twice', async () => {
    const deep = `${'['.repeat(1000)}${']'.repeat(1000)}`;
    const schema = await createRows(
      'id INTEGER, v VARCHAR(65535)',
      `1, '${deep}'`,
      `2, '{"a":1,"a":2}'`,
      `3, '[0.1234567890123456789012345678901234567890, 1e3]'`,
      `4, '"\\\\u00e4 😀"'`,
      `5, 'null'`,
    );
    await execute(
      `CREATE TABLE ${schema}.parsed (id INTEGER, s SUPER)`,
      `INSERT INTO ${schema}.parsed SELECT id, JSON_PARSE(v) FROM ${schema}.rows`,
    );
    expect(await query(`SELECT id, JSON_TYPEOF(s) FROM ${schema}.parsed WHERE id < 5 ORDER BY id`)).toEqual([
      [1, 'array'],
      [2, 'object'],
      [3, 'array'],
      [4, 'string'],
    ]);
    expect(await query(`SELECT JSON_SERIALIZE(s) FROM ${schema}.parsed WHERE id = 4`)).toEqual([['"ä 😀"']]);
  });
});
