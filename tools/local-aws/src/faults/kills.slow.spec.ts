import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLocalAws, type LocalAws } from '../local-aws.js';
import { isRunning, runtimeDirectory } from '../processes/process-host.testing.js';

let directory: string;
let local: LocalAws;
let sqs: SQSClient;
let queueUrl: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-aws-kills-'));
  local = await startLocalAws({
    dataDirectory: join(directory, 'state'),
    region: 'eu-central-1',
    accountId: '000000000000',
    runtimeDirectory,
    waitScale: 60,
  });
  sqs = new SQSClient(settings());
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'work' }))).QueueUrl as string;
});
afterEach(async () => {
  sqs.destroy();
  await local.close();
  await rm(directory, { recursive: true, force: true });
});

const settings = () => ({
  endpoint: local.endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'tester', secretAccessKey: 's' },
});

/** A program that has the SDK, with the credentials of its environment. */
async function program(name: string, source: string): Promise<string> {
  const sdk = createRequire(import.meta.url).resolve;
  const path = join(directory, name);
  const clients = ['sqs', 'redshift-data'].map((each) => `...require('${sdk(`@aws-sdk/client-${each}`)}')`);
  await writeFile(path, `const aws = { ${clients.join(', ')} }; const queue = '${queueUrl}';\n${source}`);
  return path;
}

const sending = `new aws.SQSClient().send(new aws.SendMessageCommand({ QueueUrl: queue, MessageBody: String(process.pid) }))`;

const runTask = async (source: string) =>
  local.ecs.runService({
    name: 'worker',
    bundlePath: await program('task.cjs', `${source}; setInterval(() => {}, 1000);`),
    environment: {},
  });

async function sentBy(): Promise<readonly number[]> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  if (Attributes?.['ApproximateNumberOfMessages'] === '0') return [];
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body }) => Number(Body));
}

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

describe('a task', () => {
  it.each([
    ['kill-before', 0],
    ['kill-after', 1],
  ] as const)('is gone by %s once it struck, and another takes its place', async (kind, sent) => {
    const id = local.faults.add({
      service: 'sqs',
      operation: 'SendMessage',
      caller: 'ecs-worker',
      kind,
      times: 1,
    });
    const service = await runTask(sending);
    expect(await local.faults.hasStruck(id)).toBe(true);
    const [exit] = service.exits();
    expect(exit).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    // Its exit is told before the system has forgotten it.
    await eventually(() => expect(isRunning(exit?.pid ?? 0)).toBe(false));
    expect(await sentBy()).toEqual(sent === 0 ? [] : [exit?.pid]);
    await eventually(async () => expect(await sentBy()).toHaveLength(sent + 1));
    const sends = local.requests.list().filter(({ operation }) => operation === 'SendMessage');
    expect(sends).toMatchObject([
      { caller: 'ecs-worker', fault: kind, status: 0 },
      { caller: 'ecs-worker', status: 200 },
    ]);
    expect(new Set(sends.map(({ session }) => session)).size).toBe(2);
  });

  it('is gone when a statement of its batch begins, and the transaction goes on', async () => {
    const id = local.faults.add({
      service: 'redshift-data',
      resource: 'load',
      kind: 'kill-statement',
      statement: 3,
      times: 1,
    });
    const service = await runTask(`
      if (!require('node:fs').existsSync('once')) {
        require('node:fs').writeFileSync('once', '');
        new aws.RedshiftDataClient().send(new aws.BatchExecuteStatementCommand({
          WorkgroupName: 'w', Database: 'dev', StatementName: 'load',
          Sqls: ['CREATE TABLE t (n INTEGER)', 'INSERT INTO t VALUES (7)'],
        }));
      }`);
    expect(await local.faults.hasStruck(id)).toBe(true);
    expect(service.exits()).toMatchObject([{ signal: 'SIGKILL' }]);
    const data = new RedshiftDataClient(settings());
    const query = { WorkgroupName: 'w', Database: 'dev', Sql: 'SELECT n FROM t' };
    await eventually(async () => {
      const { Id } = await data.send(new ExecuteStatementCommand(query));
      const { Records } = await eventually(() => data.send(new GetStatementResultCommand({ Id })));
      expect(Records).toEqual([[{ longValue: 7 }]]);
    });
    data.destroy();
  });
});

describe('a function', () => {
  it('is gone by kill-after; its invocation failed, and is tried again', async () => {
    const { arn } = local.lambda.createFunction({
      name: 'sender',
      bundlePath: await program('index.cjs', `exports.handler = () => ${sending};`),
      environment: {},
      timeoutSeconds: 20,
      memoryMegabytes: 256,
    });
    const id = local.faults.add({ service: 'sqs', caller: 'lambda-sender', kind: 'kill-after', times: 1 });
    await local.lambda.invokeEvent(arn, {});
    expect(await local.faults.hasStruck(id)).toBe(true);
    const [killed = 0] = await sentBy();
    expect(isRunning(killed)).toBe(false);
    await eventually(async () => expect(new Set(await sentBy()).size).toBe(2));
  });
});
