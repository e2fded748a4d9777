import { SQSClient } from '@aws-sdk/client-sqs';
import { consume, createMessageQueue } from '@sluice/message-queue';
import { Consumer } from 'sqs-consumer';
import type { ConsumerName } from './consumer-names.js';

export interface DrainTask {
  readonly name: ConsumerName;
  readonly endpoint: string;
  /** Drained first, so that V8 has compiled what it will. */
  readonly warmUp: FullQueue;
  readonly measured: FullQueue;
}

export interface FullQueue {
  readonly queueUrl: string;
  readonly messages: number;
}

/** From the start of the consumer until the last message is deleted. */
export interface DrainRun {
  readonly seconds: number;
  /** User and system, of the consumer's process. */
  readonly cpuSeconds: number;
}

/** The same for all, with an extension a third of it: what a consumer holds never waits so long here. */
const visibilityTimeoutSeconds = 30;

/** What the bench keeps a process for: drains both queues and tells its parent how long the second took. */
export async function drainQueues(task: DrainTask): Promise<void> {
  // One consumer at a time, and each with its own client, as in a process that lives.
  await drain(task.name, task.endpoint, task.warmUp);
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await drain(task.name, task.endpoint, task.measured);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ seconds, cpuSeconds: (user + system) / 1e6 } satisfies DrainRun);
  process.disconnect();
}

async function drain(name: ConsumerName, endpoint: string, queue: FullQueue): Promise<void> {
  const client = new SQSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  try {
    if (name === 'sluice') await bySluice(client, queue, 100);
    else if (name === 'sluice-ten') await bySluice(client, queue, 10);
    else await bySqsConsumer(client, queue, name === 'sqs-consumer-batch');
  } finally {
    client.destroy();
  }
}

async function bySluice(
  client: SQSClient,
  { queueUrl, messages }: FullQueue,
  maxHeld: number,
): Promise<void> {
  const stop = new AbortController();
  let settled = 0;
  const faults: unknown[] = [];
  await consume({
    queue: createMessageQueue(client),
    queueUrl,
    visibilityTimeoutSeconds,
    maxHeld,
    work: () => Promise.resolve({ do: 'acknowledge' }),
    stop: stop.signal,
    abort: new AbortController().signal,
    observe: {
      settled: () => {
        settled += 1;
        if (settled === messages) stop.abort();
      },
      lost: (_, error) => faults.push(error),
      fault: (_, error) => faults.push(error),
    },
  });
  if (faults.length > 0)
    throw new AggregateError(faults, `${faults.length} faults, of which none was asked for`);
}

/** Its fastest settings that still extend what is held and delete what is done. */
function bySqsConsumer(
  client: SQSClient,
  { queueUrl, messages }: FullQueue,
  byBatch: boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let processed = 0;
    const consumer = Consumer.create({
      sqs: client,
      queueUrl,
      batchSize: 10,
      visibilityTimeout: visibilityTimeoutSeconds,
      heartbeatInterval: visibilityTimeoutSeconds / 3,
      ...(byBatch
        ? { handleMessageBatch: (batch) => Promise.resolve(batch) }
        : { handleMessage: (message) => Promise.resolve(message) }),
    });
    consumer.on('message_processed', () => {
      processed += 1;
      if (processed !== messages) return;
      consumer.stop({ abort: true });
      resolve();
    });
    consumer.on('error', reject);
    consumer.on('processing_error', reject);
    consumer.start();
  });
}
