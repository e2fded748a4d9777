import { CancelStatementCommand, DescribeStatementCommand } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedshift, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
  await redshift.ok(
    'CREATE TABLE t (k int, v varchar(20))',
    'CREATE TABLE t__lock (n int)',
    'CREATE TABLE u__lock (n int)',
  );
  await redshift.ok('CREATE TABLE gate (n int)');
  await redshift.ok('CREATE TABLE digits (n int)');
  await redshift.ok(
    `INSERT INTO digits VALUES ${Array.from({ length: 1000 }, (_, n) => `(${n})`).join(',')}`,
  );
});
afterAll(() => redshift.stop());
beforeEach(async () => {
  await redshift.ok('DELETE FROM t', `INSERT INTO t VALUES (1, 'one'), (2, 'two')`);
});

/** Does not end before it is cancelled. */
const ENDLESS = 'SELECT count(*) FROM digits a, digits b, digits c, digits d WHERE a.n + b.n + c.n + d.n < 0';
/** Waits while `holdGate` holds the gate. */
const WAIT = 'SELECT count(*) FROM gate';
const CHECK_THEN_INSERT = `INSERT INTO t SELECT 9, 'nine' WHERE NOT EXISTS (SELECT 1 FROM t WHERE k = 9)`;
const countOfNine = async () => (await redshift.query('SELECT count(*) FROM t WHERE k = 9'))[0]?.[0];

/** Resolves when the batch has begun its n-th statement. */
async function reached(id: string, position: number): Promise<void> {
  while (true) {
    const described = await redshift.client.send(new DescribeStatementCommand({ Id: id }));
    const status = described.SubStatements?.[position - 1]?.Status;
    if (status === 'STARTED' || status === 'FINISHED') return;
    if (described.Status === 'FAILED')
      throw new Error(`never reached statement ${position}: ${described.Error}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Lets transactions be stopped at a `WAIT`; the answer opens the gate. */
async function holdGate(): Promise<() => Promise<void>> {
  const id = await redshift.submit('LOCK gate', ENDLESS);
  await reached(id, 2);
  return async () => {
    await redshift.client.send(new CancelStatementCommand({ Id: id }));
    expect((await redshift.settled(id)).Status).toBe('ABORTED');
  };
}

const statuses = async (ids: readonly string[]) =>
  (await Promise.all(ids.map((id) => redshift.settled(id)))).map(({ Status }) => Status).sort();

describe('LOCK', () => {
  it('makes check-then-insert happen once', async () => {
    const open = await holdGate();
    const batch = ['LOCK TABLE t__lock', CHECK_THEN_INSERT, WAIT];
    const ids = await Promise.all([1, 2, 3].map(() => redshift.submit(...batch)));
    await Promise.all(ids.map((id) => reached(id, 1)));
    await Promise.race(ids.map((id) => reached(id, 3)));
    await open();
    expect(await statuses(ids)).toEqual(['FINISHED', 'FINISHED', 'FINISHED']);
    expect(await countOfNine()).toBe(1);
  });

  it('does not, without the lock', async () => {
    const open = await holdGate();
    const ids = await Promise.all([1, 2].map(() => redshift.submit(CHECK_THEN_INSERT, WAIT)));
    await Promise.all(ids.map((id) => reached(id, 2)));
    await open();
    expect(await statuses(ids)).toEqual(['FINISHED', 'FINISHED']);
    expect(await countOfNine()).toBe(2);
  });

  it('after a SELECT keeps the older snapshot', async () => {
    const open = await holdGate();
    const holder = await redshift.submit('LOCK t__lock', CHECK_THEN_INSERT, WAIT);
    await reached(holder, 3);
    const late = await redshift.submit(
      'SELECT count(*) FROM t',
      'LOCK t__lock',
      'SELECT count(*) FROM t WHERE k = 9',
    );
    await reached(late, 2);
    await open();
    expect(await statuses([holder, late])).toEqual(['FINISHED', 'FINISHED']);
    expect(await redshift.resultOf(`${late}:3`)).toEqual([[0]]);
    expect(await countOfNine()).toBe(1);
  });

  it('holds off readers and writers of the locked table alone', async () => {
    const open = await holdGate();
    const ids = [await redshift.submit(WAIT), await redshift.submit('INSERT INTO gate VALUES (1)')];
    await redshift.ok('SELECT count(*) FROM t');
    await redshift.ok(`UPDATE t SET v = 'x'`);
    for (const id of ids) {
      const described = await redshift.client.send(new DescribeStatementCommand({ Id: id }));
      expect(described.Status).toBe('STARTED');
    }
    await open();
    expect(await statuses(ids)).toEqual(['FINISHED', 'FINISHED']);
  });

  it('of two tables in opposite orders ends in a deadlock for one', async () => {
    const open = await holdGate();
    const ids = [
      await redshift.submit('LOCK t__lock', WAIT, 'LOCK u__lock'),
      await redshift.submit('LOCK u__lock', WAIT, 'LOCK t__lock'),
    ];
    await Promise.all(ids.map((id) => reached(id, 2)));
    await open();
    const settled = await Promise.all(ids.map((id) => redshift.settled(id)));
    expect(settled.map(({ Status }) => Status).sort()).toEqual(['FAILED', 'FINISHED']);
    expect(settled.find(({ Status }) => Status === 'FAILED')?.Error).toContain('ERROR: deadlock detected');
  });

  it('waits no longer than the statement timeout, and is released with its transaction', async () => {
    const open = await holdGate();
    expect(await redshift.error('SET statement_timeout TO 20', 'LOCK gate')).toContain(
      "cancelled on user's request",
    );
    await open();
    expect((await redshift.run('LOCK gate', 'SELECT nosuch FROM t')).Status).toBe('FAILED');
    expect((await redshift.run('LOCK gate', 'SELECT 1')).Status).toBe('FINISHED');
  });

  it('of a table that is not there fails', async () => {
    expect(await redshift.error('LOCK nothing_here')).toBe(
      'ERROR: relation "public.nothing_here" does not exist [SQLState 42P01]',
    );
  });
});

describe('conflicts', () => {
  const UPDATE = (value: string) => `UPDATE t SET v = '${value}' WHERE k = 1`;
  const DELETE = 'DELETE FROM t WHERE k = 1';
  const CONFLICT = /^ERROR: 1023 .*Serializable isolation violation on table - public\.t/;

  describe.each([
    [UPDATE('x'), UPDATE('y')],
    [DELETE, DELETE],
    [UPDATE('x'), DELETE],
    [DELETE, UPDATE('x')],
  ])('%s, then %s', (one, other) => {
    it('gives 1023 while the first is open', async () => {
      const open = await holdGate();
      const first = await redshift.submit('SELECT count(*) FROM t', one, WAIT);
      await reached(first, 3);
      expect(await redshift.error('SELECT count(*) FROM t', other)).toMatch(CONFLICT);
      await open();
      expect((await redshift.settled(first)).Status).toBe('FINISHED');
    });

    it('gives 1023 when the first committed after the snapshot of the second', async () => {
      const open = await holdGate();
      const second = await redshift.submit('SELECT count(*) FROM t', WAIT, other);
      await reached(second, 2);
      await redshift.ok(one);
      await open();
      expect((await redshift.settled(second)).Error).toMatch(CONFLICT);
    });

    it('is fine one after the other', async () => {
      await redshift.ok(one);
      await redshift.ok(other);
    });
  });

  it('inserts do not conflict', async () => {
    const open = await holdGate();
    const ids = await Promise.all(
      [1, 2].map((n) => redshift.submit(`INSERT INTO t VALUES (5, '${n}')`, WAIT)),
    );
    await Promise.all(ids.map((id) => reached(id, 2)));
    await open();
    expect(await statuses(ids)).toEqual(['FINISHED', 'FINISHED']);
  });
});

describe('a batch', () => {
  it('is all or nothing', async () => {
    await redshift.ok('CREATE TABLE ledger (source varchar(10), reconciled boolean NOT NULL)');
    const described = await redshift.run(
      `INSERT INTO t VALUES (7, 'seven')`,
      `INSERT INTO ledger SELECT 's', CASE WHEN (3 = 1 + 1) THEN TRUE END`,
      'SELECT 1',
    );
    expect(described.Status).toBe('FAILED');
    expect(described.Error).toBe('ERROR: Cannot insert a NULL value into column reconciled [SQLState 23502]');
    expect(described.SubStatements?.map(({ Status }) => Status)).toEqual(['FINISHED', 'FAILED', 'ABORTED']);
    expect(await redshift.query('SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM ledger)')).toEqual([
      [2, 0],
    ]);
  });

  it('gives each result by its own id', async () => {
    const { Id } = await redshift.ok('SELECT 1', 'SELECT 2');
    expect(await redshift.resultOf(`${Id}:1`)).toEqual([[1]]);
    expect(await redshift.resultOf(`${Id}:2`)).toEqual([[2]]);
    await expect(redshift.resultOf(Id ?? '')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(redshift.resultOf(`${Id}:3`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('has its own temporary tables, gone afterwards', async () => {
    const open = await holdGate();
    const batch = (n: number) => [
      'CREATE TEMP TABLE stage (n int)',
      `INSERT INTO stage VALUES (${n})`,
      WAIT,
      'SELECT n FROM stage',
    ];
    const ids = await Promise.all([1, 2].map((n) => redshift.submit(...batch(n))));
    await Promise.all(ids.map((id) => reached(id, 3)));
    await open();
    expect(await statuses(ids)).toEqual(['FINISHED', 'FINISHED']);
    expect(await redshift.resultOf(`${ids[0]}:4`)).toEqual([[1]]);
    expect(await redshift.resultOf(`${ids[1]}:4`)).toEqual([[2]]);
    expect(await redshift.error('SELECT * FROM stage')).toContain('relation "stage" does not exist');
  });

  it('is committed by TRUNCATE so far', async () => {
    const described = await redshift.run(
      'DELETE FROM t WHERE k = 1',
      'TRUNCATE t',
      `INSERT INTO t VALUES (3, 'x')`,
      'SELECT nosuch',
    );
    expect(described.Status).toBe('FAILED');
    expect(await redshift.query('SELECT count(*) FROM t')).toEqual([[0]]);
  });
});
