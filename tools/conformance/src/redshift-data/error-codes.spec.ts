import { errorCodeOf } from '@sluice/redshift-loading';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { copy, createStage } from '../resources/copy.js';
import { createEndlessQuery } from '../resources/endless-query.js';
import { parquetFile } from '../resources/parquet-files.js';
import { openSession } from '../resources/warehouse-session.js';
import { createSchema, errorOf, execute, settled, submitBatch, until } from '../resources/warehouse.js';

const codeOf = async (...sqls: readonly string[]): Promise<string> =>
  errorCodeOf({ errorText: await errorOf(...sqls) });

conformance('redshift-data', 'error codes', (conforms) => {
  conforms('are in the texts of what a load may fail with', async () => {
    const schema = await createSchema();
    const table = `${schema}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER NOT NULL, v VARCHAR(2))`);
    for (const [code, ...sqls] of [
      ['42P01', `LOCK TABLE ${schema}.absent`],
      ['42P01', `SELECT n FROM ${schema}.absent`],
      ['42703', `SELECT absent FROM ${table}`],
      ['42601', `SELECT n FRM ${table} WHERE`],
      ['23502', `INSERT INTO ${table} SELECT NULL, 'a'`],
      ['22001', `INSERT INTO ${table} VALUES (1, 'abc')`],
      ['57014', 'SET statement_timeout TO 100', await createEndlessQuery(schema)],
    ] as const)
      expect({ sqls, code: await codeOf(...sqls) }).toEqual({ sqls, code });
  });

  conforms('are in the texts of what COPY may fail with', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    const stage = await createStage({ 'a.parquet': parquetFile('text'), 'b.csv': 'x\n' });
    const parquet = 'FORMAT AS PARQUET';
    expect(await codeOf(copy(table, `${stage}absent`, `${parquet} MANIFEST`))).toBe('NoSuchKey');
    expect(await codeOf(copy(table, `${stage}a.parquet`, parquet))).toBe('15007');
    expect(await codeOf(copy(table, `${stage}b.csv`, 'CSV'))).toBe('LoadFailed');
  });

  conforms('are in the text of a conflict with another transaction', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    await execute(`INSERT INTO ${table} VALUES (1)`);
    const update = `UPDATE ${table} SET n = n + 1`;
    const first = await openSession();
    await first.execute('BEGIN', update);
    const late = await submitBatch([`SELECT COUNT(*) FROM ${table}`, update]);
    await until(late, ({ SubStatements = [] }) => SubStatements[1]?.Status === 'STARTED');
    await first.execute('COMMIT');
    const { SubStatements = [] } = await settled(late);
    expect(errorCodeOf({ errorText: SubStatements[1]?.Error })).toBe('1023');
  });
});
