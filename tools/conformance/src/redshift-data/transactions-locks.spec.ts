import { CancelStatementCommand } from '@aws-sdk/client-redshift-data';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { cancelAfterTest } from '../resources/cancel-after-test.js';
import { createEndlessQuery } from '../resources/endless-query.js';
import { openSession } from '../resources/warehouse-session.js';
import {
  createSchema,
  errorOf,
  execute,
  fetchRows,
  query,
  settled,
  submitBatch,
  submitStatement,
  until,
} from '../resources/warehouse.js';

/** Two tables of one number each: `lock` and `data`. */
async function createTables() {
  const schema = await createSchema();
  const [lock, data] = [`${schema}.a_lock`, `${schema}.some_data`] as const;
  await execute(`CREATE TABLE ${lock} (n INTEGER)`, `CREATE TABLE ${data} (n INTEGER)`);
  await execute(`INSERT INTO ${data} VALUES (1)`);
  return { schema, lock, data };
}

const hasNotEnded = (Status: string | undefined) => ['SUBMITTED', 'PICKED', 'STARTED'].includes(Status ?? '');
const isWaiting = async (id: string) => {
  await until(id, ({ Status }) => Status === 'STARTED');
  // Whatever does not wait has ended by now.
  await execute('SELECT 1');
  const { Status } = await until(id, () => true);
  return hasNotEnded(Status);
};

conformance('redshift-data', 'LOCK', (conforms) => {
  conforms('that stands first lets the transaction read what was committed while it waited', async () => {
    const { lock, data } = await createTables();
    const holder = await openSession();
    await holder.execute('BEGIN', `LOCK ${lock}`);
    const late = await submitBatch([`LOCK TABLE ${lock}`, `SELECT COUNT(*) FROM ${data}`]);
    expect(await isWaiting(late)).toBe(true);
    await holder.execute(`INSERT INTO ${data} VALUES (2)`, 'COMMIT');
    expect(await settled(late)).toMatchObject({ Status: 'FINISHED' });
    expect(await fetchRows(`${late}:2`)).toEqual([[2]]);
  });

  conforms('after a SELECT leaves the transaction with what it read before', async () => {
    const { lock, data } = await createTables();
    const holder = await openSession();
    const late = await openSession();
    await holder.execute('BEGIN', `LOCK ${lock}`);
    await late.execute('BEGIN', `SELECT COUNT(*) FROM ${data}`);
    const locking = await late.submit(`LOCK ${lock}`);
    expect(await isWaiting(locking)).toBe(true);
    await holder.execute(`INSERT INTO ${data} VALUES (2)`, 'COMMIT');
    expect(await settled(locking)).toMatchObject({ Status: 'FINISHED' });
    expect(await late.query(`SELECT COUNT(*) FROM ${data}`)).toEqual([[1]]);
  });

  conforms('makes transactions that would conflict succeed one after the other', async () => {
    const { lock, data } = await createTables();
    const batch = [`LOCK ${lock}`, `SELECT n FROM ${data}`, `UPDATE ${data} SET n = n * 2`];
    const ids = await Promise.all([1, 2, 3].map(() => submitBatch(batch)));
    for (const id of ids) expect(await settled(id)).toMatchObject({ Status: 'FINISHED' });
    expect(await query(`SELECT n FROM ${data}`)).toEqual([[8]]);
  });

  conforms('makes check-then-insert happen once', async () => {
    const { lock, data } = await createTables();
    const insert = `INSERT INTO ${data} SELECT 9 WHERE NOT EXISTS (SELECT 1 FROM ${data} WHERE n = 9)`;
    const ids = await Promise.all([1, 2, 3].map(() => submitBatch([`LOCK ${lock}`, insert])));
    for (const id of ids) expect(await settled(id)).toMatchObject({ Status: 'FINISHED' });
    expect(await query(`SELECT COUNT(*) FROM ${data} WHERE n = 9`)).toEqual([[1]]);
  });

  conforms('holds off readers and writers of its table, and of no other', async () => {
    const { lock, data } = await createTables();
    const holder = await openSession();
    await holder.execute('BEGIN', `LOCK ${lock}`);
    const read = await submitStatement(`SELECT COUNT(*) FROM ${lock}`);
    const write = await submitStatement(`INSERT INTO ${lock} VALUES (1)`);
    await execute(`UPDATE ${data} SET n = 2`, `SELECT n FROM ${data}`);
    expect(await isWaiting(read)).toBe(true);
    expect(await isWaiting(write)).toBe(true);
    await holder.execute('COMMIT');
    expect(await settled(read)).toMatchObject({ Status: 'FINISHED' });
    expect(await settled(write)).toMatchObject({ Status: 'FINISHED' });
  });

  conforms('waits for the transactions that have read or written its table', async () => {
    const { data } = await createTables();
    for (const use of [`SELECT n FROM ${data}`, `INSERT INTO ${data} VALUES (2)`]) {
      const user = await openSession();
      await user.execute('BEGIN', use);
      const locking = await submitBatch([`LOCK ${data}`, 'SELECT 1']);
      expect(await isWaiting(locking)).toBe(true);
      await user.execute('COMMIT');
      expect(await settled(locking)).toMatchObject({ Status: 'FINISHED' });
    }
  });

  conforms('of two tables in opposite orders ends in a deadlock for one transaction', async () => {
    const { lock, data } = await createTables();
    const sessions = [await openSession(), await openSession()] as const;
    await sessions[0].execute('BEGIN', `LOCK ${lock}`);
    await sessions[1].execute('BEGIN', `LOCK ${data}`);
    const ids = [await sessions[0].submit(`LOCK ${data}`), await sessions[1].submit(`LOCK ${lock}`)];
    const described = await Promise.all(
      ids.map(async (id, index) => {
        const ended = await settled(id);
        // The other waits for this one's transaction.
        await sessions[index]?.execute('ROLLBACK');
        return ended;
      }),
    );
    expect(described.map(({ Status }) => Status).sort()).toEqual(['FAILED', 'FINISHED']);
    expect(described.find(({ Status }) => Status === 'FAILED')?.Error).toMatch(
      /^ERROR: .*deadlock detected/s,
    );
  });

  conforms('waits no longer than statement_timeout', async () => {
    const { lock } = await createTables();
    const holder = await openSession();
    await holder.execute('BEGIN', `LOCK ${lock}`);
    expect(await errorOf('SET statement_timeout TO 200', `LOCK ${lock}`)).toMatch(/cancell?ed/);
    await holder.execute('ROLLBACK');
  });

  conforms('ends with a transaction that fails', async () => {
    const { lock } = await createTables();
    expect(await errorOf(`LOCK ${lock}`, 'SELECT absent')).toMatch(/absent/);
    await execute(`LOCK ${lock}`, 'SELECT 1');
  });

  conforms('ends with a transaction that is cancelled', async () => {
    const { schema, lock } = await createTables();
    const holder = await submitBatch([`LOCK ${lock}`, await createEndlessQuery(schema)]);
    cancelAfterTest(holder);
    await until(holder, ({ SubStatements = [] }) => SubStatements[1]?.Status === 'STARTED');
    const read = await submitStatement(`SELECT COUNT(*) FROM ${lock}`);
    expect(await isWaiting(read)).toBe(true);
    await clients.redshiftData.send(new CancelStatementCommand({ Id: holder }));
    expect(await settled(read)).toMatchObject({ Status: 'FINISHED' });
  });

  conforms('of a table that is not there fails', async () => {
    const { schema } = await createTables();
    expect(await errorOf(`LOCK ${schema}.absent`)).toMatch(/^ERROR: .*absent.* does not exist/s);
  });
});
