import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
} from '@aws-sdk/client-redshift-data';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createEndlessQuery } from '../resources/endless-query.js';
import {
  connection,
  createSchema,
  execute,
  fetchRows,
  query,
  runStatement,
  settled,
  submitBatch,
  submitStatement,
  until,
} from '../resources/warehouse.js';

const { redshiftData } = clients;

conformance('redshift-data', 'statements', (conforms) => {
  conforms('answers a statement at once with its id', async () => {
    const answer = await redshiftData.send(new ExecuteStatementCommand({ ...connection, Sql: 'SELECT 1' }));
    expect(answer).toMatchObject({
      Id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      CreatedAt: expect.any(Date),
      ...connection,
    });
    await settled(answer.Id as string);
  });

  conforms('describes a query that has finished', async () => {
    const described = await runStatement('SELECT 1 AS one');
    expect(described).toMatchObject({
      Status: 'FINISHED',
      HasResultSet: true,
      ResultRows: 1,
      QueryString: 'SELECT 1 AS one',
      CreatedAt: expect.any(Date),
      UpdatedAt: expect.any(Date),
      ...connection,
    });
    expect(described.Error ?? '').toBe('');
    expect(described.ResultSize).toBeGreaterThan(0);
  });

  conforms('runs a statement all the same that asks for an event', async () => {
    expect(await runStatement('SELECT 1', { WithEvent: true })).toMatchObject({ Status: 'FINISHED' });
  });

  conforms('measures a statement in nanoseconds', async () => {
    const startedAtMs = performance.now();
    const { Duration = 0 } = await runStatement('SELECT COUNT(*) FROM information_schema.tables');
    expect(Duration).toBeGreaterThan(10_000);
    expect(Duration).toBeLessThan((performance.now() - startedAtMs) * 1e6);
  });

  conforms('counts the rows that a statement changed, and has no result of it', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    expect(await runStatement(`INSERT INTO ${table} VALUES (1), (2), (3)`)).toMatchObject({
      Status: 'FINISHED',
      ResultRows: 3,
      HasResultSet: false,
    });
    expect(await runStatement(`UPDATE ${table} SET n = n + 1 WHERE n > 1`)).toMatchObject({ ResultRows: 2 });
    expect(await runStatement(`DELETE FROM ${table} WHERE n = 1`)).toMatchObject({ ResultRows: 1 });
  });

  conforms('says why a statement failed', async () => {
    const described = await runStatement(`SELECT * FROM ${await createSchema()}.absent`);
    expect(described.Status).toBe('FAILED');
    expect(described.Error).toMatch(/^ERROR: .*absent.* does not exist/s);
    expect(described.HasResultSet).toBe(false);
  });

  conforms('commits each statement', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    await execute(`INSERT INTO ${table} VALUES (1)`);
    expect(
      (await runStatement(`INSERT INTO ${table} SELECT CAST('x' || n AS INTEGER) FROM ${table}`)).Status,
    ).toBe('FAILED');
    expect(await query(`SELECT n FROM ${table}`)).toEqual([[1]]);
  });

  conforms('cancels a running statement', async () => {
    const endless = await createEndlessQuery(await createSchema());
    const id = await submitStatement(endless);
    await until(id, ({ Status }) => Status === 'STARTED');
    expect(await redshiftData.send(new CancelStatementCommand({ Id: id }))).toMatchObject({ Status: true });
    expect(await settled(id)).toMatchObject({ Status: 'ABORTED', HasResultSet: false });
  });

  conforms('keeps nothing of the transaction in which a statement is cancelled', async () => {
    const schema = await createSchema();
    const endless = await createEndlessQuery(schema);
    await execute(`CREATE TABLE ${schema}.t (n INTEGER)`);
    const id = await submitBatch([`INSERT INTO ${schema}.t VALUES (1)`, endless, 'SELECT 1']);
    await until(id, ({ SubStatements = [] }) => SubStatements[1]?.Status === 'STARTED');
    await redshiftData.send(new CancelStatementCommand({ Id: id }));
    const { Status, SubStatements = [] } = await settled(id);
    expect(Status).toBe('ABORTED');
    expect(SubStatements.map((each) => each.Status)).toEqual(['FINISHED', 'ABORTED', 'ABORTED']);
    expect(await query(`SELECT n FROM ${schema}.t`)).toEqual([]);
  });

  conforms('refuses to cancel a statement that has ended', async () => {
    const { Id } = await execute('SELECT 1');
    await expect(redshiftData.send(new CancelStatementCommand({ Id }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  conforms('runs a statement once for one client token', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (n INTEGER)`);
    const ClientToken = randomUUID();
    const insert = `INSERT INTO ${table} VALUES (1)`;
    const id = await submitStatement(insert, { ClientToken });
    await settled(id);
    expect(await submitStatement(insert, { ClientToken })).toBe(id);
    const another = await submitStatement(insert, { ClientToken: randomUUID() });
    expect(another).not.toBe(id);
    await settled(another);
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
  });

  conforms('refuses an id that no statement has', async () => {
    const unknown = redshiftData.send(new DescribeStatementCommand({ Id: randomUUID() }));
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const cancelled = redshiftData.send(new CancelStatementCommand({ Id: randomUUID() }));
    await expect(cancelled).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

conformance('redshift-data', 'parameters', (conforms) => {
  conforms('puts parameters in as text, whatever stands in them', async () => {
    const value = `it's \\ "quoted" :n; -- ''`;
    const { Id, Status } = await runStatement('SELECT CAST(:v AS VARCHAR), CAST(:n AS INTEGER) + 1', {
      Parameters: [
        { name: 'v', value },
        { name: 'n', value: '41' },
      ],
    });
    expect(Status).toBe('FINISHED');
    expect(await fetchRows(Id as string)).toEqual([[value, 42]]);
  });

  conforms('converts a parameter to the type of its column, each time that it is named', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (a INTEGER, b SMALLINT, c VARCHAR(9), at TIMESTAMP)`);
    const sql = `INSERT INTO ${table} VALUES (:id, :id::smallint, :id, :at) /* :absent is no parameter here */`;
    const described = await runStatement(sql, {
      Parameters: [
        { name: 'at', value: '2022-02-22' },
        { name: 'id', value: '2' },
      ],
    });
    expect(described).toMatchObject({ Status: 'FINISHED', ResultRows: 1 });
    expect(
      await query(`SELECT a, b, c, DATEDIFF(day, CAST('2022-02-20' AS DATE), at) FROM ${table}`),
    ).toEqual([[2, 2, '2', 2]]);
  });

  conforms('describes a statement as it was sent, with its parameters', async () => {
    const Parameters = [{ name: 'n', value: '1' }];
    const described = await runStatement('SELECT CAST(:n AS INTEGER)', { Parameters });
    expect(described).toMatchObject({
      Status: 'FINISHED',
      QueryString: 'SELECT CAST(:n AS INTEGER)',
      QueryParameters: Parameters,
    });
  });

  conforms("gives a batch's parameters to all of its statements", async () => {
    const table = `${await createSchema()}.t`;
    const id = await submitBatch(
      [
        `CREATE TABLE ${table} (n INTEGER, v VARCHAR(9))`,
        `INSERT INTO ${table} VALUES (:n, :v)`,
        `SELECT v FROM ${table} WHERE n = :n`,
      ],
      {
        Parameters: [
          { name: 'n', value: '7' },
          { name: 'v', value: 'seven' },
        ],
      },
    );
    expect(await settled(id)).toMatchObject({ Status: 'FINISHED' });
    expect(await fetchRows(`${id}:3`)).toEqual([['seven']]);
  });
});
