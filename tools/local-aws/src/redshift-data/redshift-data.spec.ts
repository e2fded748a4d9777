import {
  CancelStatementCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
} from '@aws-sdk/client-redshift-data';
import { afterEach, describe, expect, it } from 'vitest';
import type { RedshiftDataOptions } from './redshift-data.js';
import { startRedshift, TARGET, type Redshift } from './redshift-data.testing.js';

const HOUR_MS = 3600 * 1000;
const started: Redshift[] = [];

async function start(options: Partial<RedshiftDataOptions> & { directory?: string } = {}): Promise<Redshift> {
  const redshift = await startRedshift(options);
  started.push(redshift);
  return redshift;
}

afterEach(async () => {
  for (const redshift of started.splice(0)) await redshift.stop();
});

const send = ({ client }: Redshift, input: Partial<ExecuteStatementCommandInput>) =>
  client.send(new ExecuteStatementCommand({ Sql: 'SELECT 1', ...input }));

/** A session with nothing running in it. */
async function openSession(redshift: Redshift, SessionKeepAliveSeconds = 3600): Promise<string> {
  const { Id = '', SessionId = '' } = await send(redshift, { ...TARGET, SessionKeepAliveSeconds });
  await redshift.settled(Id);
  return SessionId;
}

/** Runs a statement in a session to its end. */
const runIn = async (redshift: Redshift, SessionId: string, Sql: string) =>
  redshift.settled((await send(redshift, { SessionId, Sql })).Id ?? '');

/** Does not end before it is cancelled. */
async function endless({ ok }: Redshift): Promise<string> {
  await ok('CREATE TABLE digits (n int)');
  await ok(`INSERT INTO digits VALUES ${Array.from({ length: 1000 }, (_, n) => `(${n})`).join(',')}`);
  return 'SELECT count(*) FROM digits a, digits b, digits c, digits d WHERE a.n + b.n + c.n + d.n < 0';
}

describe('limits', () => {
  it('takes no more active statements than it may', async () => {
    const redshift = await start({ maxActiveStatements: 1 });
    const id = await redshift.submit(await endless(redshift));
    await expect(redshift.submit('SELECT 1')).rejects.toMatchObject({
      name: 'ActiveStatementsExceededException',
    });
    await redshift.client.send(new CancelStatementCommand({ Id: id }));
    expect((await redshift.settled(id)).Status).toBe('ABORTED');
    await redshift.ok('SELECT 1');
  });

  it('keeps no more sessions than it may', async () => {
    const redshift = await start({ maxActiveSessions: 1 });
    await openSession(redshift, 60);
    const another = () => send(redshift, { ...TARGET, SessionKeepAliveSeconds: 60 });
    await expect(another()).rejects.toMatchObject({ name: 'ActiveSessionsExceededException' });
    await redshift.ok('SELECT 1');
    redshift.advance(61_000);
    await redshift.settled((await another()).Id ?? '');
  });

  it('ends a statement whose result grows too large', async () => {
    const redshift = await start({ maxResultBytes: 100_000 });
    await endless(redshift);
    expect(await redshift.error(`SELECT n, repeat('x', 1000) FROM digits`)).toContain(
      'ERROR: The query result',
    );
    expect(await redshift.query('SELECT count(*) FROM digits')).toEqual([[1000]]);
  });

  it('knows the workgroups and databases that it is given', async () => {
    const redshift = await start({ workgroups: ['sluice'], databases: ['dev'] });
    await expect(send(redshift, { ...TARGET, WorkgroupName: 'other' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const { Id = '' } = await send(redshift, { ...TARGET, Database: 'other' });
    expect((await redshift.settled(Id)).Error).toBe('FATAL: database "other" does not exist');
  });
});

it('cancels a statement that waits for its turn', async () => {
  const redshift = await start();
  const sql = await endless(redshift);
  const ids = [];
  for (let n = 0; n < 6; n += 1) ids.push(await redshift.submit(sql));
  // More than run at once; the newest wait.
  for (const id of ids.reverse()) {
    await redshift.client.send(new CancelStatementCommand({ Id: id }));
    expect((await redshift.settled(id)).Status).toBe('ABORTED');
  }
});

describe('lifetime', () => {
  it('keeps the data over a restart, and neither statements nor sessions', async () => {
    const first = await startRedshift();
    await first.ok(
      'CREATE SCHEMA imdb',
      'CREATE TABLE imdb.t (k int, v varchar(3))',
      `INSERT INTO imdb.t VALUES (1, 'a')`,
    );
    const SessionId = await openSession(first);
    await runIn(first, SessionId, 'BEGIN');
    await runIn(first, SessionId, `INSERT INTO imdb.t VALUES (2, 'b')`);
    const { Id = '' } = await first.ok('SELECT 1');
    await first.stop({ keep: true });
    const second = await start({ directory: first.directory });
    expect(await second.query('SELECT k, v FROM imdb.t')).toEqual([[1, 'a']]);
    expect(await second.error(`INSERT INTO imdb.t VALUES (1, 'abcd')`)).toContain('character varying(3)');
    await expect(second.resultOf(Id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(send(second, { SessionId })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('stops while statements run and sessions are open', async () => {
    const redshift = await startRedshift();
    const sql = await endless(redshift);
    await redshift.submit(sql);
    await send(redshift, { SessionId: await openSession(redshift), Sql: sql });
    await redshift.stop();
    expect(redshift.warnings).toEqual([]);
  });

  it('forgets results after a day', async () => {
    const redshift = await start();
    const { Id = '' } = await redshift.ok('SELECT 1');
    redshift.advance(24 * HOUR_MS - 60_000);
    expect(await redshift.resultOf(Id)).toEqual([[1]]);
    redshift.advance(120_000);
    await expect(redshift.resultOf(Id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('takes a client token for a new one after eight hours', async () => {
    const redshift = await start();
    const submit = async () => (await send(redshift, { ...TARGET, ClientToken: 'the-same' })).Id;
    const first = await submit();
    redshift.advance(8 * HOUR_MS - 60_000);
    expect(await submit()).toBe(first);
    redshift.advance(120_000);
    expect(await submit()).not.toBe(first);
  });
});

describe('sessions', () => {
  it('are kept from the end of each statement on', async () => {
    const redshift = await start();
    const SessionId = await openSession(redshift, 600);
    for (let n = 0; n < 3; n += 1) {
      redshift.advance(599_000);
      expect((await runIn(redshift, SessionId, 'SELECT 1')).Status).toBe('FINISHED');
    }
    redshift.advance(601_000);
    await expect(send(redshift, { SessionId })).rejects.toThrow('Session is not available');
  });

  it('end after a day, whatever runs in them', async () => {
    const redshift = await start();
    const SessionId = await openSession(redshift, 24 * 3600);
    redshift.advance(HOUR_MS);
    const { Id = '' } = await send(redshift, { SessionId, Sql: await endless(redshift) });
    redshift.advance(23 * HOUR_MS);
    await expect(send(redshift, { SessionId })).rejects.toThrow('Session is not available');
    expect((await redshift.settled(Id)).Status).toBe('ABORTED');
  });

  it('take back settings and temporary tables with a transaction', async () => {
    const redshift = await start();
    const SessionId = await openSession(redshift);
    for (const sql of [
      'BEGIN',
      'CREATE TEMP TABLE digits (n int)',
      'SET statement_timeout TO 1',
      'ROLLBACK',
    ]) {
      expect((await runIn(redshift, SessionId, sql)).Error).toBeUndefined();
    }
    await endless(redshift);
    // Takes longer than a millisecond, and reads what is no longer hidden.
    const { Id = '', Status } = await runIn(
      redshift,
      SessionId,
      'SELECT count(*) FROM digits a, digits b WHERE a.n + b.n >= 0',
    );
    expect(Status).toBe('FINISHED');
    expect(await redshift.resultOf(Id)).toEqual([[1_000_000]]);
  });
});

describe('what DuckDB finds out by itself', () => {
  it.each([
    ['a table that was altered', 'ALTER TABLE t ADD COLUMN w int', 'INSERT INTO t (k) VALUES (2)'],
    ['a table that was made meanwhile', 'CREATE TABLE u (k int)', 'CREATE TABLE u (k int)'],
    ['a schema that was made meanwhile', 'CREATE SCHEMA s', 'CREATE SCHEMA s'],
  ])('is reported in the words of Redshift: %s', async (_, meanwhile, sql) => {
    const redshift = await start();
    await redshift.ok('CREATE TABLE t (k int)', 'CREATE TABLE other (k int)');
    const SessionId = await openSession(redshift);
    await runIn(redshift, SessionId, 'BEGIN');
    await runIn(redshift, SessionId, 'SELECT count(*) FROM other');
    await redshift.ok(meanwhile);
    expect((await runIn(redshift, SessionId, sql)).Error).toMatch(
      /^ERROR: 1023 .*Serializable isolation violation/,
    );
  });

  it('is a schema that is not empty', async () => {
    const redshift = await start();
    await redshift.ok('CREATE SCHEMA s', 'CREATE TABLE s.t (k int)');
    expect(await redshift.error('DROP SCHEMA s')).toMatch(/^ERROR: cannot drop .*\[SQLState 2BP01\]$/);
    await redshift.ok('DROP SCHEMA s CASCADE');
  });
});

it('takes a parameter without a value for a mistake in the statement', async () => {
  const redshift = await start();
  expect(await redshift.error('SELECT :missing')).toContain('ERROR: syntax error at or near ":missing"');
});
