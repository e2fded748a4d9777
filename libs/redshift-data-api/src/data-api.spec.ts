import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataApiServer, fault, ok } from './data-api-server.testing.js';
import { createDataApi, type DataApi, type DataApiOptions } from './data-api.js';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from './errors.js';

let server: DataApiServer;
beforeEach(async () => {
  server = await DataApiServer.start();
});
afterEach(() => server.stop());

const dataApi = (options: Partial<DataApiOptions> = {}): DataApi =>
  createDataApi({
    client: server.client(),
    warehouse: { workgroupName: 'warehouse' },
    database: 'sluice',
    pollMinMilliseconds: 1,
    pollMaxMilliseconds: 5,
    graceSeconds: 0.2,
    ...options,
  });
const limits = { timeoutSeconds: 5 };
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

/** A batch of three whose last statement has a result. */
const parts = ['FINISHED', 'FINISHED', 'FINISHED'].map((Status, index) => ({
  Id: `batch:${index + 1}`,
  Status,
  HasResultSet: index === 2,
}));
const finished = ok({ Id: 'batch', Status: 'FINISHED', HasResultSet: true, SubStatements: parts });
const running = ok({ Id: 'batch', Status: 'STARTED' });
const aborted = ok({ Id: 'batch', Status: 'ABORTED' });
const page = (values: readonly number[], next?: string) =>
  ok({
    ColumnMetadata: [{ name: 'n', label: 'n', typeName: 'int8' }],
    Records: values.map((longValue) => [{ longValue }]),
    ...(next === undefined ? {} : { NextToken: next }),
  });

beforeEach(() => {
  server.on('BatchExecuteStatement', () => ok({ Id: 'batch' }));
  server.on('ExecuteStatement', () => ok({ Id: 'one' }));
  server.on('DescribeStatement', (_, call) => (call < 3 ? running : finished));
  server.on('GetStatementResult', () => page([7]));
});

describe('runBatch', () => {
  it('submits once, polls to the end and reads the results there are', async () => {
    const results = await dataApi().runBatch(['A', 'B', 'C'], { ...limits, name: 'load-1' });
    expect(results).toEqual([{ statementIndex: 2, columns: [{ name: 'n', typeName: 'int8' }], rows: [[7]] }]);
    expect(server.calls.map(({ operation }) => operation)).toEqual([
      'BatchExecuteStatement',
      'DescribeStatement',
      'DescribeStatement',
      'DescribeStatement',
      'GetStatementResult',
    ]);
    expect(server.inputs('BatchExecuteStatement')[0]).toMatchObject({
      Sqls: ['A', 'B', 'C'],
      Database: 'sluice',
      WorkgroupName: 'warehouse',
      StatementName: 'load-1',
      ClientToken: expect.any(String),
    });
    expect(server.inputs('GetStatementResult')[0]).toEqual({ Id: 'batch:3' });
  });

  it('names a cluster’s user', async () => {
    const warehouse = { clusterIdentifier: 'cluster', dbUser: 'loader' };
    await dataApi({ warehouse }).runBatch(['A'], limits);
    expect(server.inputs('BatchExecuteStatement')[0]).toMatchObject({
      ClusterIdentifier: 'cluster',
      DbUser: 'loader',
    });
  });

  it('reads every page', async () => {
    server.on('GetStatementResult', ({ NextToken }) =>
      NextToken === undefined ? page([1, 2], 'p2') : NextToken === 'p2' ? page([3], 'p3') : page([4]),
    );
    const [result] = await dataApi().runBatch(['A', 'B', 'C'], limits);
    expect(result?.rows).toEqual([[1], [2], [3], [4]]);
  });

  it('gives the code of the statement that failed, and its place', async () => {
    server.on('DescribeStatement', () =>
      ok({
        Id: 'batch',
        Status: 'FAILED',
        Error: 'Query #2 failed',
        SubStatements: [
          { Id: 'batch:1', Status: 'FINISHED' },
          {
            Id: 'batch:2',
            Status: 'FAILED',
            Error: 'ERROR: 1023\n  DETAIL: Serializable isolation violation on table - 1',
          },
          { Id: 'batch:3', Status: 'ABORTED' },
        ],
      }),
    );
    const error = await failure(dataApi().runBatch(['A', 'B', 'C'], limits));
    expect(error).toBeInstanceOf(StatementFailedError);
    expect(error).toMatchObject({ code: '1023', statementIndex: 1 });
  });

  it('rides out throttling and cut connections while it polls and reads', async () => {
    server.on('DescribeStatement', (_, call) =>
      call === 1
        ? fault('ThrottlingException')
        : call === 2
          ? 'drop'
          : call === 3
            ? fault('InternalServerException', 500)
            : finished,
    );
    server.on('GetStatementResult', (_, call) =>
      call === 1 ? 'drop' : call === 2 ? fault('ThrottlingException') : page([7]),
    );
    expect(await dataApi().runBatch(['A'], limits)).toHaveLength(1);
    expect(server.inputs('BatchExecuteStatement')).toHaveLength(1);
  });

  it('follows its statement however long its description is throttled', async () => {
    server.on('DescribeStatement', (_, call) => (call <= 40 ? fault('ThrottlingException') : finished));
    expect(await dataApi().runBatch(['A'], limits)).toHaveLength(1);
    expect(server.inputs('BatchExecuteStatement')).toHaveLength(1);
    expect(server.inputs('CancelStatement')).toEqual([]);
  });

  const statements = (count: number) => Array.from({ length: count }, () => 'A');
  const statement = (bytes: number) =>
    `--${'ä'.repeat((bytes - 2) >> 1)}`.padEnd(bytes - ((bytes - 2) >> 1), 'a');

  it.each([
    ['a batch of 41 statements', statements(41), statements(40), 'TooManyStatements'],
    [
      'a statement of 100,001 bytes',
      ['A', statement(100_001)],
      ['A', statement(100_000)],
      'StatementTooLong',
    ],
  ])('does not send %s', async (_what, tooMuch, most, code) => {
    expect(await failure(dataApi().runBatch(tooMuch, limits))).toMatchObject({
      name: 'StatementFailedError',
      code,
    });
    await dataApi().runBatch(most, limits);
    expect(server.inputs('BatchExecuteStatement').map(({ Sqls }) => Sqls)).toEqual([most]);
  });

  it('retries a throttled submission as the client is set, under one client token', async () => {
    server.on('BatchExecuteStatement', (_, call) =>
      call < 3 ? fault('ThrottlingException') : ok({ Id: 'batch' }),
    );
    await dataApi({ client: server.client(3) }).runBatch(['A'], limits);
    const tokens = server.inputs('BatchExecuteStatement').map(({ ClientToken }) => ClientToken);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
  });

  it.each(['ThrottlingException', 'ActiveStatementsExceededException'])(
    'is unavailable on %s',
    async (type) => {
      server.on('BatchExecuteStatement', () => fault(type));
      const error = await failure(dataApi().runBatch(['A'], limits));
      expect(error).toBeInstanceOf(DataApiUnavailableError);
      expect(error).toMatchObject({ code: type, cause: expect.any(Error) });
    },
  );

  it('is unavailable when nobody listens', async () => {
    const client = server.client();
    await server.stop();
    const error = await failure(dataApi({ client }).runBatch(['A'], limits));
    expect(error).toBeInstanceOf(DataApiUnavailableError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    server = await DataApiServer.start();
  });

  it.each(['ValidationException', 'AccessDeniedException', 'ExpiredTokenException'])(
    'fails on %s',
    async (type) => {
      server.on('BatchExecuteStatement', () => fault(type));
      const error = await failure(dataApi().runBatch(['A'], limits));
      expect(error).toBeInstanceOf(StatementFailedError);
      expect(error).toMatchObject({ code: type, statementIndex: undefined });
    },
  );

  it.each([
    ['the connection is cut after submission', 'BatchExecuteStatement', 'drop', 'ECONNRESET'],
    [
      'submission ends in a server’s error',
      'BatchExecuteStatement',
      fault('InternalServerException', 500),
      'InternalServerException',
    ],
    [
      'the statement may not be described',
      'DescribeStatement',
      fault('ResourceNotFoundException'),
      'ResourceNotFoundException',
    ],
    [
      'the result may not be read',
      'GetStatementResult',
      fault('ResourceNotFoundException'),
      'ResourceNotFoundException',
    ],
    ['the result cannot be read in time', 'GetStatementResult', 'drop', 'ECONNRESET'],
  ] as const)('is lost when %s', async (_, operation, answer, code) => {
    server.on(operation, () => answer);
    const error = await failure(dataApi().runBatch(['A'], limits));
    expect(error).toBeInstanceOf(StatementLostError);
    expect(error).toMatchObject({ code });
  });

  it('is lost when nothing answers until the deadline and its grace are over', async () => {
    server.on('DescribeStatement', () => 'drop');
    server.on('CancelStatement', () => 'drop');
    const error = await failure(dataApi().runBatch(['A'], { timeoutSeconds: 0.05 }));
    expect(error).toBeInstanceOf(StatementLostError);
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('cancels at its deadline', async () => {
    server.on('DescribeStatement', () => (server.inputs('CancelStatement').length > 0 ? aborted : running));
    server.on('CancelStatement', () => ok({ Status: true }));
    const error = await failure(dataApi().runBatch(['A'], { timeoutSeconds: 0.05 }));
    expect(error).toBeInstanceOf(StatementFailedError);
    expect(error).toMatchObject({ code: '57014' });
    expect(server.inputs('CancelStatement')).toEqual([{ Id: 'batch' }]);
  });

  it('cancels on abort, without waiting out the poll', async () => {
    const controller = new AbortController();
    server.on('DescribeStatement', () => {
      if (server.inputs('CancelStatement').length > 0) return aborted;
      setImmediate(() => controller.abort());
      return running;
    });
    server.on('CancelStatement', () => ok({ Status: true }));
    const slow = dataApi({ pollMinMilliseconds: 60_000, pollMaxMilliseconds: 60_000 });
    const error = await failure(slow.runBatch(['A'], { timeoutSeconds: 60, signal: controller.signal }));
    expect(error).toMatchObject({ name: 'StatementFailedError', code: '57014' });
  });

  it('gives the result of a statement that ended before it could be cancelled', async () => {
    server.on('DescribeStatement', () => (server.inputs('CancelStatement').length > 0 ? finished : running));
    server.on('CancelStatement', () => fault('ValidationException'));
    expect(await dataApi().runBatch(['A'], { timeoutSeconds: 0.02 })).toHaveLength(1);
  });

  it('sends nothing when it was aborted before', async () => {
    const reason = new Error('stopping');
    expect(await failure(dataApi().runBatch(['A'], { ...limits, signal: AbortSignal.abort(reason) }))).toBe(
      reason,
    );
    expect(server.calls).toEqual([]);
  });

  it('keeps to its number of active statements, in order', async () => {
    let active = 0;
    let most = 0;
    server.on('BatchExecuteStatement', ({ Sqls }) => {
      most = Math.max(most, (active += 1));
      return ok({ Id: String(Sqls) });
    });
    server.on('DescribeStatement', (_, call) => {
      if (call % 3 !== 0) return running;
      active -= 1;
      return ok({ Id: 'batch', Status: 'FINISHED', SubStatements: [] });
    });
    const api = dataApi({ maxActiveStatements: 1 });
    const controller = new AbortController();
    const running3 = ['A', 'B', 'C'].map((sql) => api.runBatch([sql], limits));
    const leaves = failure(api.runBatch(['D'], { ...limits, signal: controller.signal }));
    const last = api.runBatch(['E'], limits);
    controller.abort(new Error('stopping'));
    await Promise.all([...running3, last]);
    expect(await leaves).toMatchObject({ message: 'stopping' });
    expect(most).toBe(1);
    expect(server.inputs('BatchExecuteStatement').map(({ Sqls }) => String(Sqls))).toEqual([
      'A',
      'B',
      'C',
      'E',
    ]);
  });
});

it('tells of each look at a statement, also who waits for its slot', async () => {
  const told: string[] = [];
  server.on('BatchExecuteStatement', ({ Sqls }) => ok({ Id: String(Sqls) }));
  server.on('DescribeStatement', (_, call) =>
    call % 3 !== 0 ? running : ok({ Id: 'batch', Status: 'FINISHED', SubStatements: [] }),
  );
  const api = dataApi({ maxActiveStatements: 1 });
  const run = (sql: string) => api.runBatch([sql], { ...limits, onLook: () => void told.push(sql) });
  await Promise.all(['A', 'B'].map(run));
  expect(told).toEqual(['A', 'B', 'A', 'B', 'A', 'B', 'B', 'B', 'B']);
});

describe('query', () => {
  beforeEach(() => {
    server.on('DescribeStatement', () => ok({ Id: 'one', Status: 'FINISHED', HasResultSet: true }));
  });

  it('gives values as the warehouse has them', async () => {
    server.on('GetStatementResult', () =>
      ok({
        ColumnMetadata: [
          { name: 'a', label: 'a', typeName: 'int4' },
          { name: 'b', label: 'b', typeName: 'float8' },
          { name: 'c', label: 'c', typeName: 'numeric' },
          { name: 'd', label: 'd', typeName: 'bool' },
          { name: 'e', label: 'e', typeName: 'varchar' },
          { name: 'f', label: 'f', typeName: 'varchar' },
        ],
        Records: [
          [
            { longValue: 0 },
            { doubleValue: 1.5 },
            { stringValue: '2.50' },
            { booleanValue: false },
            { stringValue: '' },
            { isNull: true },
          ],
        ],
      }),
    );
    const { columns, rows } = await dataApi().query('SELECT …', { parameters: { since: '2026-01-01' } });
    expect(rows).toEqual([[0, 1.5, '2.50', false, '', null]]);
    expect(columns.map(({ name, typeName }) => `${name} ${typeName}`)).toEqual([
      'a int4',
      'b float8',
      'c numeric',
      'd bool',
      'e varchar',
      'f varchar',
    ]);
    expect(server.inputs('ExecuteStatement')[0]).toMatchObject({
      Sql: 'SELECT …',
      Parameters: [{ name: 'since', value: '2026-01-01' }],
    });
  });

  it('has no rows where there is no result', async () => {
    server.on('DescribeStatement', () => ok({ Id: 'one', Status: 'FINISHED', HasResultSet: false }));
    expect(await dataApi().query('CREATE TABLE t (n INTEGER)')).toEqual({ columns: [], rows: [] });
    expect(server.inputs('ExecuteStatement')[0]).not.toHaveProperty('Parameters');
  });

  it('fails with the warehouse’s code', async () => {
    server.on('DescribeStatement', () =>
      ok({ Id: 'one', Status: 'FAILED', Error: 'ERROR: relation "t" does not exist' }),
    );
    expect(await failure(dataApi().query('SELECT * FROM t'))).toMatchObject({
      name: 'StatementFailedError',
      code: '42P01',
      message: 'ERROR: relation "t" does not exist',
    });
  });
});
