import { CancelStatementCommand } from '@aws-sdk/client-redshift-data';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createEndlessQuery } from '../resources/endless-query.js';
import { openSession } from '../resources/warehouse-session.js';
import { cancelAfterTest } from '../resources/cancel-after-test.js';
import {
  connection,
  createSchema,
  errorOf,
  execute,
  query,
  runBatch,
  runStatement,
  settled,
  submitStatement,
  until,
} from '../resources/warehouse.js';

const isRefused = (answer: Promise<unknown>) =>
  expect(answer).rejects.toMatchObject({ name: 'ValidationException' });

conformance('redshift-data', 'sessions', (conforms) => {
  conforms('keeps temporary tables from call to call, for itself', async () => {
    const session = await openSession();
    await session.execute('CREATE TEMP TABLE stage (n INTEGER)', 'INSERT INTO stage VALUES (1)');
    const other = await openSession();
    await other.execute('CREATE TEMP TABLE stage (n INTEGER)', 'INSERT INTO stage VALUES (2)');
    expect(await session.query('SELECT n FROM stage')).toEqual([[1]]);
    expect(await other.query('SELECT n FROM stage')).toEqual([[2]]);
    expect(await errorOf('SELECT n FROM stage')).toMatch(/does not exist/);
  });

  conforms('keeps a transaction open from call to call', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    const session = await openSession();
    await session.execute('BEGIN', `INSERT INTO ${table} VALUES (1)`, `INSERT INTO ${table} VALUES (2)`);
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
    expect(await session.query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
    await session.execute('ROLLBACK');
    expect(await session.query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
    await session.execute('BEGIN', `INSERT INTO ${table} VALUES (3)`, 'COMMIT');
    expect(await query(`SELECT n FROM ${table}`)).toEqual([[3]]);
  });

  conforms('commits each statement outside BEGIN and COMMIT', async () => {
    const table = `${await createSchema()}.t`;
    const session = await openSession();
    await session.execute(`CREATE TABLE ${table} (n INTEGER)`, `INSERT INTO ${table} VALUES (1)`);
    expect(await query(`SELECT n FROM ${table}`)).toEqual([[1]]);
    expect(await session.run('SELECT absent')).toMatchObject({ Status: 'FAILED' });
    await session.execute(`INSERT INTO ${table} VALUES (2)`);
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
  });

  conforms('ignores what follows a failure in a transaction, until it ends', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    const session = await openSession();
    await session.execute('BEGIN', `INSERT INTO ${table} VALUES (1)`);
    expect(await session.run('SELECT absent')).toMatchObject({ Status: 'FAILED' });
    const { Status, Error: error } = await session.run(`INSERT INTO ${table} VALUES (2)`);
    expect(Status).toBe('FAILED');
    expect(error).toMatch(/current transaction is aborted, commands ignored until end of transaction block/);
    await session.execute('ROLLBACK', `INSERT INTO ${table} VALUES (3)`);
    expect(await query(`SELECT n FROM ${table}`)).toEqual([[3]]);
  });

  conforms('keeps its settings from call to call', async () => {
    const endless = await createEndlessQuery(await createSchema());
    const session = await openSession();
    await session.execute('SET statement_timeout TO 300');
    const { Status, Error: error } = await session.run(endless);
    expect(Status).toBe('FAILED');
    expect(error).toMatch(/cancell?ed/);
  });

  conforms('runs batches too, each as one transaction', async () => {
    const session = await openSession();
    await session.execute('CREATE TEMP TABLE stage (n INTEGER)');
    const failed = await runBatch(['INSERT INTO stage VALUES (1)', 'SELECT absent'], {
      SessionId: session.id,
    });
    expect(failed.Status).toBe('FAILED');
    const finished = await runBatch(['INSERT INTO stage VALUES (2)', 'INSERT INTO stage VALUES (3)'], {
      SessionId: session.id,
    });
    expect(finished.Status).toBe('FINISHED');
    expect(await session.query('SELECT n FROM stage ORDER BY n')).toEqual([[2], [3]]);
  });

  conforms('is named where its statements are described, with what it is connected to', async () => {
    const session = await openSession();
    expect(await session.run('SELECT 2')).toMatchObject({ SessionId: session.id, ...connection });
  });

  conforms('runs one statement at a time and queues none', async () => {
    const endless = await createEndlessQuery(await createSchema());
    const session = await openSession();
    const id = await session.submit(endless);
    cancelAfterTest(id);
    await until(id, ({ Status }) => Status === 'STARTED');
    await isRefused(session.submit('SELECT 1'));
  });

  conforms('survives the cancellation of its statement', async () => {
    const endless = await createEndlessQuery(await createSchema());
    const session = await openSession();
    await session.execute('CREATE TEMP TABLE stage (n INTEGER)');
    const id = await session.submit(endless);
    await until(id, ({ Status }) => Status === 'STARTED');
    await clients.redshiftData.send(new CancelStatementCommand({ Id: id }));
    expect(await settled(id)).toMatchObject({ Status: 'ABORTED' });
    expect(await session.query('SELECT COUNT(*) FROM stage')).toEqual([[0]]);
  });

  conforms('ends when it was not used for as long as it was to be kept', { waitSeconds: 30 }, async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    const session = await openSession(2);
    await session.execute('BEGIN', `INSERT INTO ${table} VALUES (1)`, `LOCK ${table}`);
    // Waits for the lock, which the session lets go of when it ends; what it had not committed is gone.
    const waiting = await submitStatement(`SELECT COUNT(*) FROM ${table}`);
    expect(await settled(waiting, 30)).toMatchObject({ Status: 'FINISHED' });
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
    await isRefused(session.submit('SELECT 1'));
  });

  conforms('is refused where it never was', async () => {
    await isRefused(submitStatement('SELECT 1', { SessionId: randomUUID() }));
    await isRefused(submitStatement('SELECT 1', { SessionId: 'nothing' }));
  });

  conforms('is refused together with what it is connected to', async () => {
    const { id: SessionId } = await openSession();
    await isRefused(submitStatement('SELECT 1', { SessionId, ...connection }));
    await isRefused(submitStatement('SELECT 1', { SessionId, Database: connection.Database }));
    expect(await runStatement('SELECT 1', { SessionId })).toMatchObject({ Status: 'FINISHED' });
  });
});
