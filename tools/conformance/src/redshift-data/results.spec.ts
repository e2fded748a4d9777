import { GetStatementResultCommand } from '@aws-sdk/client-redshift-data';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createEndlessQuery } from '../resources/endless-query.js';
import { createSchema, execute, fetchRows, query, submitStatement, until } from '../resources/warehouse.js';
import { cancelAfterTest } from '../resources/cancel-after-test.js';

const { redshiftData } = clients;
const resultOf = (Id: string | undefined, NextToken?: string) =>
  redshiftData.send(new GetStatementResultCommand({ Id, NextToken }));

conformance('redshift-data', 'results', (conforms) => {
  conforms('gives integers, floats and booleans as such, and everything else as text', async () => {
    const { Id } = await execute(
      `SELECT CAST(7 AS SMALLINT), 1, CAST(9007199254740991 AS BIGINT), CAST(1.5 AS REAL),
         CAST(-0.25 AS DOUBLE PRECISION), 1 = 1, CAST(1.5 AS DECIMAL(10,2)), CAST('x' AS VARCHAR(3)),
         CAST('2026-01-31' AS DATE), CAST('2026-01-31 09:30:00.12' AS TIMESTAMP)`,
    );
    expect((await resultOf(Id)).Records).toEqual([
      [
        { longValue: 7 },
        { longValue: 1 },
        { longValue: 9_007_199_254_740_991 },
        { doubleValue: 1.5 },
        { doubleValue: -0.25 },
        { booleanValue: true },
        { stringValue: '1.50' },
        { stringValue: 'x' },
        { stringValue: '2026-01-31' },
        { stringValue: '2026-01-31 09:30:00.12' },
      ],
    ]);
  });

  conforms('writes at least one digit of a second', async () => {
    expect(await query(`SELECT CAST('2022-02-22' AS TIMESTAMP)`)).toEqual([['2022-02-22 00:00:00.0']]);
  });

  conforms('tells NULL from an empty text', async () => {
    const { Id } = await execute(`SELECT CAST(NULL AS VARCHAR(3)), CAST('' AS VARCHAR(3))`);
    expect((await resultOf(Id)).Records).toEqual([[{ isNull: true }, { stringValue: '' }]]);
  });

  conforms('gives the values of a SUPER as JSON', async () => {
    expect(await query(`SELECT JSON_PARSE('{"k": [1, "x"]}')`)).toEqual([['{"k":[1,"x"]}']]);
  });

  conforms('describes the columns', async () => {
    const table = `${await createSchema()}.t`;
    await execute(
      `CREATE TABLE ${table} (Id BIGINT NOT NULL, v VARCHAR(9), at TIMESTAMP, amount DECIMAL(10,2))`,
    );
    const { Id } = await execute(
      `SELECT id, v AS Label, at, amount, COUNT(*), MAX(id), 1 FROM ${table} GROUP BY 1, 2, 3, 4`,
    );
    const { ColumnMetadata = [] } = await resultOf(Id);
    expect(ColumnMetadata.map(({ label }) => label)).toEqual([
      ...['id', 'label', 'at', 'amount', 'count', 'max', '?column?'],
    ]);
    expect(ColumnMetadata.map(({ typeName }) => typeName)).toEqual([
      ...['int8', 'varchar', 'timestamp', 'numeric', 'int8', 'int8', 'int4'],
    ]);
    expect(ColumnMetadata[0]).toMatchObject({
      isSigned: true,
      isCaseSensitive: false,
      length: 0,
      precision: 19,
    });
    expect(ColumnMetadata[1]).toMatchObject({ isSigned: false, isCaseSensitive: true, length: 0 });
    expect(ColumnMetadata[2]).toMatchObject({ precision: 29, scale: 6 });
    expect(ColumnMetadata[3]).toMatchObject({ precision: 10, scale: 2 });
  });

  conforms('has a result without rows', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    const { Id, ...described } = await execute(`SELECT n FROM ${table}`);
    expect(described).toMatchObject({ HasResultSet: true, ResultRows: 0 });
    expect(await resultOf(Id)).toMatchObject({
      Records: [],
      TotalNumRows: 0,
      ColumnMetadata: [expect.objectContaining({ name: 'n' })],
    });
  });

  conforms('gives a large result in pages', async () => {
    const table = `${await createSchema()}.t`;
    const digits =
      'SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4';
    await execute(
      `CREATE TABLE ${table} (n INTEGER)`,
      `INSERT INTO ${table} SELECT a.n + 5 * b.n + 25 * c.n + 125 * d.n + 625 * e.n
         FROM (${digits}) a, (${digits}) b, (${digits}) c, (${digits}) d, (${digits}) e`,
    );
    const { Id, ResultRows } = await execute(`SELECT n, REPEAT('x', 1000) FROM ${table} ORDER BY n`);
    expect(ResultRows).toBe(3125);
    const first = await resultOf(Id);
    expect(first.TotalNumRows).toBe(3125);
    expect(first.NextToken).toBeTruthy();
    expect(first.Records?.length).toBeLessThan(3125);
    const again = await resultOf(Id, first.NextToken);
    expect(again.Records?.[0]?.[0]).toEqual({ longValue: first.Records?.length });
    const rows = await fetchRows(Id as string);
    expect(rows.map(([n]) => n)).toEqual(Array.from({ length: 3125 }, (_, n) => n));
  });

  conforms('has no result of a statement that returns none', async () => {
    const { Id } = await execute(`CREATE TABLE ${await createSchema()}.t (n INTEGER)`);
    await expect(resultOf(Id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  conforms('has no result before a statement has finished', async () => {
    const id = await submitStatement(await createEndlessQuery(await createSchema()));
    cancelAfterTest(id);
    await until(id, ({ Status }) => Status === 'STARTED');
    await expect(resultOf(id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
