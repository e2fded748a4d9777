import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedshift, TARGET, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
});
afterAll(() => redshift.stop());

const LONG = `SELECT count(*) FROM big a, big b, big c WHERE a.n + b.n + c.n < 0`;

describe('requests', () => {
  it('answers at once and describes the outcome', async () => {
    const id = await redshift.submit('SELECT 1 AS One');
    const described = await redshift.settled(id);
    expect(described).toMatchObject({
      Id: id,
      Status: 'FINISHED',
      HasResultSet: true,
      ResultRows: 1,
      QueryString: 'SELECT 1 AS One',
      WorkgroupName: 'sluice',
      Database: 'dev',
    });
    expect(described.CreatedAt).toBeInstanceOf(Date);
    expect(described.Duration).toBeGreaterThan(0);
  });

  it('gives every type its field and Redshift its type names', async () => {
    const { Id } = await redshift.ok(
      `SELECT 1 AS a, CAST(9007199254740991 AS bigint) AS b, CAST(1.50 AS decimal(10,2)) AS c, 1.5::double precision AS d,
         true AS e, 'x' AS f, CAST('2026-01-01 00:00:00.123' AS timestamp) AS g, CAST('2026-01-01' AS date) AS h,
         CAST(NULL AS varchar) AS i, JSON_PARSE('{"k": [1]}') AS j, CAST('2026-01-01 00:00:00' AS timestamp) AS k`,
    );
    const result = await redshift.client.send(new GetStatementResultCommand({ Id }));
    expect(result.Records).toEqual([
      [
        { longValue: 1 },
        { longValue: 9007199254740991 },
        { stringValue: '1.50' },
        { doubleValue: 1.5 },
        { booleanValue: true },
        { stringValue: 'x' },
        { stringValue: '2026-01-01 00:00:00.123' },
        { stringValue: '2026-01-01' },
        { isNull: true },
        { stringValue: '{"k":[1]}' },
        { stringValue: '2026-01-01 00:00:00' },
      ],
    ]);
    expect(result.ColumnMetadata?.map(({ typeName }) => typeName)).toEqual(
      'int4 int8 numeric float8 bool varchar timestamp date varchar super timestamp'.split(' '),
    );
    expect(result.TotalNumRows).toBe(1);
  });

  it('names columns as Redshift does', async () => {
    const { Id } = await redshift.ok(
      'SELECT count(*), 1, "Upper".N, MAX(n) FROM (SELECT 1 AS N) AS "Upper" GROUP BY n',
    );
    const result = await redshift.client.send(new GetStatementResultCommand({ Id }));
    expect(result.ColumnMetadata?.map(({ name }) => name)).toEqual(['count', '?column?', 'n', 'max']);
  });

  it('pages large results', async () => {
    await redshift.ok('CREATE TABLE wide (n int, t varchar(1000))');
    await redshift.ok(
      `INSERT INTO wide VALUES ${Array.from({ length: 3000 }, (_, n) => `(${n}, '')`).join(', ')}`,
    );
    await redshift.ok(`UPDATE wide SET t = repeat('x', 900)`);
    const { Id } = await redshift.ok('SELECT n, t FROM wide ORDER BY n');
    const seen: (number | undefined)[] = [];
    let pages = 0;
    for (let token: string | undefined; pages === 0 || token !== undefined; pages += 1) {
      const page = await redshift.client.send(new GetStatementResultCommand({ Id, NextToken: token }));
      seen.push(...(page.Records ?? []).map((record) => record[0]?.longValue));
      token = page.NextToken;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(Array.from({ length: 3000 }, (_, n) => n));
  });

  it('substitutes parameters as data', async () => {
    const { Id } = await redshift.client.send(
      new ExecuteStatementCommand({
        ...TARGET,
        Sql: 'SELECT :name AS name, :n::int + 1 AS n',
        Parameters: [
          { name: 'name', value: `it's \\ :n` },
          { name: 'n', value: '41' },
        ],
      }),
    );
    await redshift.settled(Id ?? '');
    expect(await redshift.resultOf(Id ?? '')).toEqual([[`it's \\ :n`, 42]]);
    await expect(
      redshift.client.send(
        new ExecuteStatementCommand({ ...TARGET, Sql: 'SELECT 1', Parameters: [{ name: 'x', value: '1' }] }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await redshift.error('SELECT :missing')).toContain('ERROR: syntax error at or near ":missing"');
  });

  it('refuses what the API refuses', async () => {
    const refused = async (send: Promise<unknown>) =>
      send.then(
        () => 'accepted',
        (error: Error) => error.name,
      );
    const { client } = redshift;
    const big = `SELECT '${'x'.repeat(103_000)}'`;
    const sqls = Array.from({ length: 41 }, () => 'SELECT 1');
    expect(
      await refused(client.send(new ExecuteStatementCommand({ Database: 'dev', Sql: 'SELECT 1' }))),
    ).toBe('ValidationException');
    expect(
      await refused(client.send(new ExecuteStatementCommand({ WorkgroupName: 'w', Sql: 'SELECT 1' }))),
    ).toBe('ValidationException');
    expect(await refused(client.send(new ExecuteStatementCommand({ ...TARGET, Sql: big })))).toBe(
      'ValidationException',
    );
    expect(await refused(client.send(new BatchExecuteStatementCommand({ ...TARGET, Sqls: sqls })))).toBe(
      'ValidationException',
    );
    expect(await refused(client.send(new DescribeStatementCommand({ Id: 'nothing' })))).toBe(
      'ResourceNotFoundException',
    );
    const { Id } = await redshift.ok('CREATE TABLE no_result (n int)');
    expect(await refused(client.send(new GetStatementResultCommand({ Id })))).toBe(
      'ResourceNotFoundException',
    );
    expect(await refused(client.send(new CancelStatementCommand({ Id })))).toBe('ValidationException');
  });

  it('gives one submission for one client token', async () => {
    const send = () =>
      redshift.client.send(
        new ExecuteStatementCommand({ ...TARGET, Sql: 'SELECT 1', ClientToken: 'the-same' }),
      );
    expect((await send()).Id).toBe((await send()).Id);
  });

  it('cancels a running statement', async () => {
    await redshift.ok('CREATE TABLE big AS SELECT a.n * 3000 + b.n AS n FROM wide a, wide b WHERE a.n < 10');
    const id = await redshift.submit(LONG);
    await redshift.client.send(new CancelStatementCommand({ Id: id }));
    expect((await redshift.settled(id)).Status).toBe('ABORTED');
    expect(await redshift.query('SELECT 1')).toEqual([[1]]);
  });

  it('enforces statement_timeout for what follows it', async () => {
    const described = await redshift.run('SET statement_timeout TO 100', LONG, 'SELECT 1');
    expect(described.Status).toBe('FAILED');
    expect(described.Error).toMatch(/^ERROR: Query \(\d+\) cancelled on user's request/);
    expect(described.SubStatements?.map(({ Status }) => Status)).toEqual(['FINISHED', 'FAILED', 'ABORTED']);
  });

  it('lists statements, newest first', async () => {
    const failed = await redshift.submit('SELECT nosuch');
    await redshift.settled(failed);
    const listed = await redshift.client.send(new ListStatementsCommand({ Status: 'ALL', MaxResults: 2 }));
    expect(listed.Statements?.[0]).toMatchObject({ Id: failed, Status: 'FAILED' });
    expect(listed.Statements).toHaveLength(2);
    expect(listed.NextToken).toBeDefined();
  });
});

describe('limits and lifetime', () => {
  it('refuses more active statements than allowed, unknown workgroups and unknown databases', async () => {
    const small = await startRedshift({ maxActiveStatements: 1, workgroups: ['sluice'], databases: ['dev'] });
    try {
      await small.ok('CREATE TABLE lk (n int)', 'CREATE TABLE big (n int)');
      await small.ok(
        `INSERT INTO big VALUES ${Array.from({ length: 20_000 / 10 }, (_, n) => `(${n})`).join(',')}`,
      );
      const id = await small.submit(LONG);
      await expect(small.submit('SELECT 1')).rejects.toMatchObject({
        name: 'ActiveStatementsExceededException',
      });
      await small.client.send(new CancelStatementCommand({ Id: id }));
      await small.settled(id);
      await expect(
        small.client.send(
          new ExecuteStatementCommand({ WorkgroupName: 'other', Database: 'dev', Sql: 'SELECT 1' }),
        ),
      ).rejects.toMatchObject({ name: 'ValidationException' });
      const { Id } = await small.client.send(
        new ExecuteStatementCommand({ WorkgroupName: 'sluice', Database: 'other', Sql: 'SELECT 1' }),
      );
      expect((await small.settled(Id ?? '')).Error).toBe('FATAL: database "other" does not exist');
    } finally {
      await small.stop();
    }
  });

  it('keeps the data over a restart, and forgets results after a day', async () => {
    const first = await startRedshift();
    await first.ok(
      'CREATE SCHEMA imdb',
      'CREATE TABLE imdb.t (k int, v varchar(3))',
      `INSERT INTO imdb.t VALUES (1, 'a')`,
    );
    const { Id = '' } = await first.ok('SELECT k, v FROM imdb.t');
    expect(await first.resultOf(Id)).toEqual([[1, 'a']]);
    first.advance(24 * 3600 * 1000 + 1);
    await expect(first.resultOf(Id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await first.stop({ keep: true });
    const second = await startRedshift({ directory: first.directory });
    try {
      expect(await second.query('SELECT k, v FROM imdb.t')).toEqual([[1, 'a']]);
      expect(await second.error(`INSERT INTO imdb.t VALUES (1, 'abcd')`)).toContain('character varying(3)');
    } finally {
      await second.stop();
    }
  });
});
