import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
} from '@aws-sdk/client-redshift-data';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { connection, execute, settled, submitBatch, submitStatement } from '../resources/warehouse.js';

const { redshiftData } = clients;
const { Database, ...warehouse } = connection;

const isRefused = (answer: Promise<unknown>) =>
  expect(answer).rejects.toMatchObject({ name: 'ValidationException' });

conformance('redshift-data', 'bad input', (conforms) => {
  conforms('refuses a statement of more than 100 KB', async () => {
    const limit = 100 * 1024;
    const ofBytes = (bytes: number) => `SELECT '${'x'.repeat(bytes - `SELECT ''`.length)}'`;
    await isRefused(submitStatement(ofBytes(limit + 1)));
    await isRefused(submitBatch(['SELECT 1', ofBytes(limit + 1)]));
    expect(await settled(await submitStatement(`-- ${'x'.repeat(limit - 20)}\nSELECT 1`))).toMatchObject({
      Status: 'FINISHED',
    });
  });

  conforms('refuses a batch of more than 40 statements, and an empty one', async () => {
    const selects = Array.from({ length: 40 }, (_, n) => `SELECT ${n}`);
    await isRefused(submitBatch([...selects, 'SELECT 40']));
    await isRefused(submitBatch([]));
    const { Status, SubStatements } = await settled(await submitBatch(selects));
    expect(Status).toBe('FINISHED');
    expect(SubStatements).toHaveLength(40);
  });

  conforms('refuses a statement that names no workgroup and no cluster, or both', async () => {
    await isRefused(redshiftData.send(new ExecuteStatementCommand({ Database, Sql: 'SELECT 1' })));
    await isRefused(redshiftData.send(new BatchExecuteStatementCommand({ Database, Sqls: ['SELECT 1'] })));
    await isRefused(
      submitStatement('SELECT 1', { WorkgroupName: 'workgroup', ClusterIdentifier: 'cluster' }),
    );
  });

  conforms('refuses a statement that names no database', async () => {
    await isRefused(redshiftData.send(new ExecuteStatementCommand({ ...warehouse, Sql: 'SELECT 1' })));
  });

  conforms('refuses an id that is none', async () => {
    const Id = 'nothing';
    await isRefused(redshiftData.send(new DescribeStatementCommand({ Id })));
    await isRefused(redshiftData.send(new GetStatementResultCommand({ Id })));
    await isRefused(redshiftData.send(new CancelStatementCommand({ Id })));
  });

  conforms('refuses a parameter that no statement names', async () => {
    const Parameters = [{ name: 'x', value: '1' }];
    await isRefused(submitStatement('SELECT 1', { Parameters }));
    await isRefused(submitBatch(['SELECT 1', 'SELECT 2'], { Parameters }));
  });

  conforms('refuses an empty list of parameters, an empty value and a name that is none', async () => {
    const Sql = 'SELECT CAST(:n AS VARCHAR)';
    await isRefused(submitStatement('SELECT 1', { Parameters: [] }));
    await isRefused(submitStatement(Sql, { Parameters: [{ name: 'n', value: '' }] }));
    await isRefused(submitStatement(Sql, { Parameters: [{ name: 'n-1', value: '1' }] }));
  });

  conforms('refuses a client token of more than 64 characters', async () => {
    await isRefused(submitStatement('SELECT 1', { ClientToken: 'x'.repeat(65) }));
  });

  conforms('refuses a session that is to live for more than a day', async () => {
    await isRefused(submitStatement('SELECT 1', { SessionKeepAliveSeconds: 86_401 }));
  });

  conforms('refuses a page of statements that is too large, and a status that is none', async () => {
    await isRefused(redshiftData.send(new ListStatementsCommand({ MaxResults: 101 })));
    await isRefused(redshiftData.send(new ListStatementsCommand({ Status: 'DONE' as 'ALL' })));
  });

  conforms('refuses a token that it did not give', async () => {
    const { Id } = await execute('SELECT 1');
    await isRefused(redshiftData.send(new GetStatementResultCommand({ Id, NextToken: 'nothing' })));
    await isRefused(redshiftData.send(new ListStatementsCommand({ NextToken: 'nothing' })));
  });
});
