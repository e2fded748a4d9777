import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { awsJson, call } from '../local-aws/aws-json.js';
import { createQueue, fill } from '../local-aws/queue-loads.js';
import { startServer } from '../local-aws/server-process.js';
import { projectFolder } from '../project-folder.js';
import { consumerNames, type ConsumerName } from './consumer-names.js';
import type { DrainRun, DrainTask, FullQueue } from './drain-queue.js';

export interface ConsumingOptions {
  readonly rounds: number;
  /** In the queue that is measured; a multiple of 10. */
  readonly messages: number;
}

export interface ConsumingReport {
  readonly node: string;
  readonly messages: number;
  readonly cases: readonly ConsumingCase[];
}

export interface ConsumingCase {
  readonly name: ConsumerName;
  /** One a round. */
  readonly runs: readonly DrainRun[];
}

/** Each once a round, in turn, each in a process of its own, against a server of the round's. */
export async function benchConsuming({ rounds, messages }: ConsumingOptions): Promise<ConsumingReport> {
  const cases = consumerNames.map((name) => ({ name, runs: [] as DrainRun[] }));
  for (let round = 0; round < rounds; round++) {
    stderr.write(`round ${round + 1} of ${rounds}\n`);
    // Who comes first gains or loses by it: they take turns.
    const first = round % cases.length;
    await measureRound([...cases.slice(first), ...cases.slice(0, first)], messages);
  }
  return { node: process.version, messages, cases };
}

async function measureRound(
  cases: readonly { readonly name: ConsumerName; readonly runs: DrainRun[] }[],
  messages: number,
): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const server = await startServer('server', [
    dataDirectory,
    join(projectFolder(), '..', 'local-aws', 'runtime'),
  ]);
  try {
    for (const { name, runs } of cases) {
      const warmUp = await fullQueue(server.endpoint, `${name}-warm-up`, Math.ceil(messages / 50) * 10);
      const measured = await fullQueue(server.endpoint, `${name}-measured`, messages);
      runs.push(await drainBeside({ name, endpoint: server.endpoint, warmUp, measured }));
      await expectEmpty(server.endpoint, measured);
    }
  } finally {
    await server.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

async function fullQueue(endpoint: string, name: string, messages: number): Promise<FullQueue> {
  const queueUrl = await createQueue(endpoint, name);
  await fill(endpoint, queueUrl, messages);
  return { queueUrl, messages };
}

async function drainBeside(task: DrainTask): Promise<DrainRun> {
  const bundle = join(projectFolder(), 'dist', 'main.cjs');
  const child = fork(bundle, ['drain', JSON.stringify(task)], { execArgv: ['--expose-gc'] });
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([run]) => run as DrainRun),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`${task.name} ended with ${String(code)}`);
      }),
    ]);
  } finally {
    over.abort();
    child.kill();
  }
}

/** What was not deleted did not count as drained. */
async function expectEmpty(endpoint: string, { queueUrl }: FullQueue): Promise<void> {
  const { Attributes } = await call<{ Attributes: Record<string, string> }>(
    endpoint,
    awsJson('sqs', 'GetQueueAttributes', { QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  const left =
    Number(Attributes['ApproximateNumberOfMessages']) +
    Number(Attributes['ApproximateNumberOfMessagesNotVisible']);
  if (left !== 0) throw new Error(`${left} messages are left in ${queueUrl}`);
}
