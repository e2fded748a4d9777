import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../faults/fault-rule.js';
import { createFaults } from '../faults/faults.js';
import { startRedshift, TARGET, type Redshift } from './redshift-data.testing.js';

const faults = createFaults();
let redshift: Redshift;
let table: string;
let tables = 0;
beforeAll(async () => {
  redshift = await startRedshift({ faults });
});
beforeEach(async () => {
  table = `t${(tables += 1)}`;
  await redshift.ok(`CREATE TABLE ${table} (n INTEGER)`);
});
afterEach(() => faults.clear());
afterAll(() => redshift.stop());

const insert = (n: number) => `INSERT INTO ${table} VALUES (${n})`;
const rows = async () => (await redshift.query(`SELECT n FROM ${table} ORDER BY n`)).map(([n]) => n);
const submit = async (name: string, ...Sqls: string[]): Promise<string> =>
  (await redshift.client.send(new BatchExecuteStatementCommand({ ...TARGET, Sqls, StatementName: name })))
    .Id as string;
const strike = (rule: Partial<FaultRule> & Pick<FaultRule, 'kind'>) =>
  faults.add({ service: 'redshift-data', resource: 'load', ...rule });

describe('a statement that is held', () => {
  it.each([1, 2, 3])('at %i of two keeps its transaction open until it is let go', async (statement) => {
    const hold = strike({ kind: 'hold-statement', statement });
    const id = await submit('load a', insert(1), insert(2));
    expect(await faults.hasStruck(hold)).toBe(true);
    expect(await rows()).toEqual([]);
    faults.remove(hold);
    expect((await redshift.settled(id)).Status).toBe('FINISHED');
    expect(await rows()).toEqual([1, 2]);
  });

  it('keeps its locks, and others go on', async () => {
    const hold = strike({ kind: 'hold-statement', statement: 2, times: 1 });
    const first = await submit('load a', `LOCK TABLE ${table}`, insert(1));
    await faults.hasStruck(hold);
    const second = await submit('load b', `LOCK TABLE ${table}`, insert(2));
    expect(await redshift.query('SELECT 1')).toEqual([[1]]);
    expect((await redshift.settled(await submit('other', 'SELECT 2', 'SELECT 3'))).Status).toBe('FINISHED');
    faults.remove(hold);
    const ended = await Promise.all([redshift.settled(first), redshift.settled(second)]);
    expect(ended.map(({ Status }) => Status)).toEqual(['FINISHED', 'FINISHED']);
    expect(await rows()).toEqual([1, 2]);
  });

  it('can be cancelled; nothing of its transaction stays', async () => {
    const hold = strike({ kind: 'hold-statement', statement: 3 });
    const id = await submit('load a', insert(1), insert(2));
    await faults.hasStruck(hold);
    await redshift.client.send(new CancelStatementCommand({ Id: id }));
    expect((await redshift.settled(id)).Status).toBe('ABORTED');
    faults.remove(hold);
    expect(await rows()).toEqual([]);
  });
});

describe('a statement whose submitter is killed', () => {
  it('runs once that is gone, and the transaction is committed', async () => {
    let end: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (end = resolve));
    redshift.processes.add('ecs-loader-1', { kill: () => gone });
    const credentials = { accessKeyId: 'ecs-loader', secretAccessKey: 's', sessionToken: 'ecs-loader-1' };
    const { endpoint, region } = redshift;
    const loader = new RedshiftDataClient({ endpoint, region, credentials });
    const kill = strike({ kind: 'kill-statement', caller: 'ecs-loader', statement: 2 });
    // By somebody else: nobody is killed.
    expect((await redshift.settled(await submit('load a', insert(1), insert(2)))).Status).toBe('FINISHED');
    const batch = { ...TARGET, Sqls: [insert(3), insert(4)], StatementName: 'load b' };
    const { Id = '' } = await loader.send(new BatchExecuteStatementCommand(batch));
    loader.destroy();
    await expect.poll(() => faults.list()[0]?.struck).toBe(1);
    expect(await rows()).toEqual([1, 2]);
    end();
    expect(await faults.hasStruck(kill)).toBe(true);
    expect((await redshift.settled(Id)).Status).toBe('FINISHED');
    expect(await rows()).toEqual([1, 2, 3, 4]);
    redshift.processes.remove('ecs-loader-1');
  });
});

describe('a statement that fails on purpose', () => {
  it.each([1, 2, 3])('at %i of two leaves nothing', async (statement) => {
    strike({ kind: 'fail-statement', statement, times: 1 });
    const ended = await redshift.settled(await submit('load a', insert(1), insert(2)));
    expect(ended).toMatchObject({ Status: 'FAILED', Error: expect.stringMatching(/^ERROR: 1023 /) });
    expect(await rows()).toEqual([]);
    expect((await redshift.settled(await submit('load a', insert(1), insert(2)))).Status).toBe('FINISHED');
    expect(await rows()).toEqual([1, 2]);
  });

  it('with the state that the rule names', async () => {
    strike({ kind: 'fail-statement', statement: 2, code: '57014' });
    const { SubStatements: parts, ...ended } = await redshift.settled(
      await submit('load a', insert(1), insert(2)),
    );
    expect(ended.Error).toContain('[SQLState 57014]');
    expect(parts?.map(({ Status }) => Status)).toEqual(['FINISHED', 'FAILED']);
  });
});
