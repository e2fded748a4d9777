import { defineDataset, integer } from '@sluice/contracts';
import { ledgerColumns, type Cell, type LoadRequest } from '@sluice/redshift-loading';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataApiServer, fault, ok, type Answer, type Request } from './data-api-server.testing.js';
import { createDataApi, type DataApi, type DataApiOptions } from './data-api.js';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from './errors.js';
import { runLoad, type LoadRunOptions } from './run-load.js';

const request: LoadRequest = {
  dataset: defineDataset({
    name: 'numbers',
    version: 1,
    table: { schema: 's', name: 'numbers' },
    columns: [integer('n')],
    load: { mode: 'append' },
  }),
  loadId: 'load-1',
  sourcesManifestUri: 's3://staging/loads/numbers/load-1/sources.manifest',
  rowsManifestUri: 's3://staging/loads/numbers/load-1/rows.manifest',
  copyRoleArn: 'default',
  arrivalGroups: [{ from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
  statementTimeoutSeconds: 60,
  startedAt: '2026-01-01T00:00:00.000Z',
  stagedAt: '2026-01-01T00:00:01.000Z',
};

let server: DataApiServer;
let reruns: { run: number; code: string }[];
beforeEach(async () => {
  server = await DataApiServer.start();
  reruns = [];
  server.on('BatchExecuteStatement', (_, call) => ok({ Id: `batch${call}` }));
  server.on('DescribeStatement', ({ Id }) => finished(Id));
  server.on('GetStatementResult', () => ledgerPage(0, 2));
  server.on('CancelStatement', () => ok({ Status: true }));
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
const load = (options: LoadRunOptions & { warehouse?: DataApi } = {}, changes: Partial<LoadRequest> = {}) =>
  runLoad(
    options.warehouse ?? dataApi(),
    { ...request, ...changes },
    { pauseMinMilliseconds: 1, onRerun: ({ run, code }) => reruns.push({ run, code }), ...options },
  );
/** Waits for the end of what it cancels for as long as that takes. */
const patientLoad = (signal: AbortSignal) => load({ signal, warehouse: dataApi({ graceSeconds: 10 }) });
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

/** The statements of the load, as its batches have them. */
const sqls = (): string[] => (server.inputs('BatchExecuteStatement')[0]?.['Sqls'] ?? []) as string[];
const batches = (): number => server.inputs('BatchExecuteStatement').length;
const finished = (id: unknown): Answer =>
  ok({
    Id: id,
    Status: 'FINISHED',
    HasResultSet: true,
    SubStatements: sqls().map((_, index) => ({
      Id: `${String(id)}:${index + 1}`,
      Status: 'FINISHED',
      HasResultSet: index === sqls().length - 1,
    })),
  });
const running = ok({ Status: 'STARTED' });
const aborted = ok({ Status: 'ABORTED' });
const failed = (error: string, part = 0, more: Request = {}): Answer =>
  ok({
    Status: 'FAILED',
    Error: error,
    RedshiftPid: 7,
    CreatedAt: Date.parse('2026-01-01T00:00:02Z') / 1000,
    SubStatements: sqls().map((_, index) =>
      index === part ? { Status: 'FAILED', Error: error, ...more } : { Status: 'ABORTED' },
    ),
  });
const serialization = 'ERROR: 1023\n  DETAIL: Serializable isolation violation on table - 1';

const field = (cell: Cell) =>
  typeof cell === 'number' ? { longValue: cell } : { stringValue: String(cell) };
/** Ledger rows of so many sources, from this one on. */
function ledgerPage(from: number, count: number, next?: string): Answer {
  const names = ['_source_no', ...ledgerColumns.map(({ name }) => name)];
  return ok({
    ColumnMetadata: names.map((name) => ({ name, label: name })),
    Records: Array.from({ length: count }, (_, index) => [
      { longValue: from + index },
      ...ledgerColumns.map(({ name, type }) => {
        if (name === 'state') return field('loaded');
        if (name === 'kind') return field('file');
        if (name === 'source_id') return field(`source-${from + index}`);
        if (type === 'BOOLEAN') return { booleanValue: true };
        if (type === 'TIMESTAMP') return field('2026-01-01 00:00:00');
        return type.startsWith('VARCHAR') ? field('x') : field(1);
      }),
    ]),
    ...(next === undefined ? {} : { NextToken: next }),
  });
}

describe('runLoad', () => {
  it('runs the load as one batch and gives its ledger rows', async () => {
    const ledger = await load();
    expect(ledger.map(({ sourceNo, sourceId }) => [sourceNo, sourceId])).toEqual([
      [0, 'source-0'],
      [1, 'source-1'],
    ]);
    expect(sqls()[1]).toBe('LOCK TABLE "s"."numbers__lock"');
    expect(server.inputs('BatchExecuteStatement')[0]).toMatchObject({ StatementName: 'sluice load numbers' });
    expect([batches(), reruns]).toEqual([1, []]);
  });

  it('reads the ledger rows of thousands of sources', async () => {
    server.on('GetStatementResult', ({ NextToken }) => {
      const from = Number(NextToken ?? 0);
      return ledgerPage(from, 700, from < 4900 ? String(from + 700) : undefined);
    });
    const ledger = await load();
    expect(ledger).toHaveLength(5600);
    expect(
      ledger.every(({ sourceNo, sourceId }, index) => sourceNo === index && sourceId === `source-${index}`),
    ).toBe(true);
    expect(server.inputs('GetStatementResult')).toHaveLength(8);
  });

  it.each([
    [
      'the submission',
      () => server.on('BatchExecuteStatement', (_, call) => (call < 3 ? 'drop' : ok({ Id: 'batch3' }))),
      'ECONNRESET',
    ],
    [
      'the description',
      () =>
        server.on('DescribeStatement', ({ Id }) =>
          Id === 'batch3' ? finished(Id) : fault('ResourceNotFoundException'),
        ),
      'ResourceNotFoundException',
    ],
    [
      'the result',
      () =>
        server.on('GetStatementResult', ({ Id }) =>
          String(Id).startsWith('batch3:') ? ledgerPage(0, 2) : fault('ResourceNotFoundException'),
        ),
      'ResourceNotFoundException',
    ],
  ])('runs the same transaction again when the answer to %s was lost', async (_what, script, code) => {
    script();
    expect(await load()).toHaveLength(2);
    expect(reruns).toEqual([
      { run: 2, code },
      { run: 3, code },
    ]);
    const submitted = server.inputs('BatchExecuteStatement');
    expect(submitted).toHaveLength(3);
    // The same statements under the same load id; to the Data API each is a submission of its own.
    expect(new Set(submitted.map(({ Sqls }) => JSON.stringify(Sqls))).size).toBe(1);
    expect(new Set(submitted.map(({ ClientToken }) => ClientToken)).size).toBe(3);
  });

  it.each([
    [serialization, '1023'],
    ['ERROR: 1018 DETAIL: Relation does not exist.', '1018'],
    ['ERROR: deadlock detected', '40P01'],
  ])('runs it again, whole, after %j', async (error, code) => {
    server.on('DescribeStatement', ({ Id }) => (Id === 'batch3' ? finished(Id) : failed(error)));
    expect(await load()).toHaveLength(2);
    expect(reruns).toEqual([
      { run: 2, code },
      { run: 3, code },
    ]);
  });

  it.each(['ThrottlingException', 'ActiveStatementsExceededException'])(
    'submits again after %s',
    async (type) => {
      server.on('BatchExecuteStatement', (_, call) => (call < 4 ? fault(type) : ok({ Id: 'batch4' })));
      expect(await load()).toHaveLength(2);
      expect(reruns.map(({ code }) => code)).toEqual([type, type, type]);
    },
  );

  it('gives up after so many runs, with what the last one failed with', async () => {
    server.on('DescribeStatement', () => failed(serialization));
    expect(await failure(load({ maxRuns: 3 }))).toMatchObject({ name: 'StatementFailedError', code: '1023' });
    expect(batches()).toBe(3);
    server.on('BatchExecuteStatement', () => fault('ThrottlingException'));
    expect(await failure(load({ maxRuns: 1 }))).toBeInstanceOf(DataApiUnavailableError);
    expect(batches()).toBe(4);
  });

  it.each([
    [`ERROR: Query (4) cancelled on user's request`, '57014'],
    ['ERROR: Cannot insert a NULL value into column reconciled', '23502'],
    ['ERROR: value too long for type character varying(3)', '22001'],
    ['ERROR: permission denied for relation numbers', '42501'],
    ['ERROR: something new', 'unknown'],
  ])('leaves to the message what is no matter of a moment: %s', async (error, code) => {
    server.on('DescribeStatement', () => failed(error, 2));
    expect(await failure(load())).toMatchObject({ code, statementIndex: 2 });
    expect([batches(), reruns]).toEqual([1, []]);
  });

  it('tells that an answer was lost, although the next run was not taken', async () => {
    server.on('BatchExecuteStatement', () => 'drop');
    const warehouse = dataApi();
    const stopping: DataApi = {
      ...warehouse,
      runBatch: async (...input) => {
        if (batches() === 0) return warehouse.runBatch(...input);
        throw new DataApiUnavailableError('nobody listens', { code: 'ECONNREFUSED' });
      },
    };
    const error = await failure(load({ warehouse: stopping }));
    expect(error).toBeInstanceOf(StatementLostError);
    expect(reruns).toHaveLength(1);
  });

  it('begins no run once the time for one is over', async () => {
    const start = performance.now();
    const clock = vi.spyOn(performance, 'now');
    server.on('DescribeStatement', (_, call) => {
      if (call === 3) clock.mockReturnValue(start + (request.statementTimeoutSeconds + 90) * 1000);
      return failed(serialization);
    });
    const error = await failure(load({ maxRuns: 100 })).finally(() => clock.mockRestore());
    expect(error).toMatchObject({ code: '1023' });
    expect(batches()).toBe(3);
  });

  it('refuses before anything is sent what a batch cannot hold', async () => {
    const columns = Array.from({ length: 1500 }, (_, index) => integer(`n${'x'.repeat(60)}${index}`));
    const wide = defineDataset({
      name: 'wide',
      version: 1,
      table: { schema: 's', name: 'wide' },
      columns,
      load: { mode: 'append' },
    });
    const error = await failure(load({}, { dataset: wide }));
    expect(error).toMatchObject({
      name: 'StatementFailedError',
      code: 'StatementTooLong',
      message: expect.stringMatching(/^not sent: statement \d+ of \d+ has \d{6} bytes, .* takes 100000$/),
    });
    expect(server.calls).toEqual([]);
  });
});

describe('an aborted load', () => {
  const stopping = new Error('stopping');

  it('sends nothing when it was aborted before', async () => {
    expect(await failure(load({ signal: AbortSignal.abort(stopping) }))).toBe(stopping);
    expect(server.calls).toEqual([]);
  });

  it.each([
    ['its submission is under way', 'BatchExecuteStatement'],
    ['it is polled', 'DescribeStatement'],
  ])('cancels its statement while %s', async (_when, operation) => {
    const controller = new AbortController();
    server.on(operation, () => {
      controller.abort(stopping);
      return operation === 'DescribeStatement' ? running : ok({ Id: 'batch1' });
    });
    if (operation !== 'DescribeStatement') server.on('DescribeStatement', () => running);
    server.on('CancelStatement', () => {
      server.on('DescribeStatement', () => aborted);
      return ok({ Status: true });
    });
    expect(await failure(patientLoad(controller.signal))).toMatchObject({ code: '57014' });
    expect(server.inputs('CancelStatement')).toEqual([{ Id: 'batch1' }]);
    expect([batches(), reruns]).toEqual([1, []]);
  });

  it('asks again when its cancellation was throttled', async () => {
    const controller = new AbortController();
    server.on('DescribeStatement', () => {
      controller.abort(stopping);
      return running;
    });
    server.on('CancelStatement', (_, call) => {
      if (call < 3) return fault('ThrottlingException');
      server.on('DescribeStatement', () => aborted);
      return ok({ Status: true });
    });
    expect(await failure(patientLoad(controller.signal))).toMatchObject({ code: '57014' });
    expect(server.inputs('CancelStatement')).toHaveLength(3);
  });

  it.each([
    ['failed for the moment', () => failed(serialization), '1023'],
    ['was lost', () => fault('ResourceNotFoundException'), 'ResourceNotFoundException'],
  ])('does not run again what %s', async (_what, answer, code) => {
    const controller = new AbortController();
    server.on('DescribeStatement', () => {
      setImmediate(() => controller.abort(stopping));
      return answer();
    });
    const pauses = { pauseMinMilliseconds: 60_000, signal: controller.signal };
    expect(await failure(load(pauses))).toMatchObject({ code });
    expect([batches(), reruns]).toEqual([1, []]);
  });

  it('that has committed is loaded', async () => {
    const controller = new AbortController();
    server.on('GetStatementResult', () => {
      controller.abort(stopping);
      return ledgerPage(0, 2);
    });
    expect(await load({ signal: controller.signal })).toHaveLength(2);
    expect(server.inputs('CancelStatement')).toEqual([]);
  });
});

describe('statement slots', () => {
  it('are free for others while a load waits to be run again', async () => {
    const warehouse = dataApi({ maxActiveStatements: 1 });
    let other: Promise<unknown> | undefined;
    server.on('DescribeStatement', ({ Id }) => {
      if (Id === 'one') return ok({ Id, Status: 'FINISHED', HasResultSet: false });
      if (Id !== 'batch1') return finished(Id);
      other ??= warehouse.query('SELECT 1');
      return failed(serialization);
    });
    server.on('ExecuteStatement', () => ok({ Id: 'one' }));
    expect(await load({ warehouse, pauseMinMilliseconds: 50 })).toHaveLength(2);
    await other;
    expect(
      server.calls.map(({ operation }) => operation).filter((name) => name.endsWith('ExecuteStatement')),
    ).toEqual(['BatchExecuteStatement', 'ExecuteStatement', 'BatchExecuteStatement']);
  });
});

describe('a COPY that failed', () => {
  const refused = `ERROR: Load into table 'sluice_rows_load-1' failed. Check 'sys_load_error_detail' system table for details.`;
  const copyIndex = () => sqls().findIndex((sql) => sql.startsWith('COPY "sluice_rows'));
  const rows = [['s3://staging/rows-00000.parquet', 3, 'n', 'int4', 1207, 'Invalid digit']];
  beforeEach(() => {
    server.on('ExecuteStatement', () => ok({ Id: 'one' }));
    server.on('DescribeStatement', ({ Id }) =>
      Id === 'one'
        ? ok({ Id, Status: 'FINISHED', HasResultSet: true })
        : failed(refused, copyIndex(), { RedshiftQueryId: 42 }),
    );
    server.on('GetStatementResult', () =>
      ok({ ColumnMetadata: [], Records: rows.map((row) => row.map(field)) }),
    );
  });

  it('says what it could not load', async () => {
    const error = await failure(load());
    expect(error).toBeInstanceOf(StatementFailedError);
    expect(error).toMatchObject({
      code: 'LoadFailed',
      message: refused,
      statementIndex: copyIndex(),
      loadErrors: [
        {
          file: 's3://staging/rows-00000.parquet',
          line: 3,
          column: 'n',
          type: 'int4',
          code: '1207',
          message: 'Invalid digit',
        },
      ],
    });
    expect(server.inputs('ExecuteStatement')[0]?.['Sql']).toContain(
      `WHERE "query_id" = 42 OR ("session_id" = 7 AND "start_time" >= TIMESTAMP '2026-01-01 00:00:02.000')`,
    );
  });

  it('keeps its own failure when the warehouse does not tell', async () => {
    server.on('ExecuteStatement', () => fault('AccessDeniedException'));
    expect(await failure(load())).toMatchObject({ code: 'LoadFailed', loadErrors: [] });
    server.on('ExecuteStatement', () => ok({ Id: 'one' }));
    server.on('GetStatementResult', () => ok({ ColumnMetadata: [], Records: [] }));
    expect(await failure(load())).toMatchObject({ code: 'LoadFailed', loadErrors: [] });
  });

  it('is not asked about when another statement failed', async () => {
    server.on('DescribeStatement', () =>
      failed('ERROR: 1204 out of range', copyIndex() + 1, { RedshiftQueryId: 42 }),
    );
    expect(await failure(load())).toMatchObject({ code: '1204', loadErrors: [] });
    expect(server.inputs('ExecuteStatement')).toEqual([]);
  });
});
