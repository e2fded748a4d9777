import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startLocalAws, type FaultRule, type LocalAws } from '@sluice/local-aws';
import { consume, createMessageQueue, type ConsumerOptions, type MessageQueue } from '@sluice/message-queue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const runtimeDirectory = join(import.meta.dirname, '..', '..', '..', 'local-aws', 'runtime');

let dataDirectory: string;
let aws: LocalAws;
let client: SQSClient;
let queue: MessageQueue;
let queueUrl: string;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-consume-'));
  aws = await startLocalAws({
    dataDirectory,
    runtimeDirectory,
    region: 'eu-west-1',
    accountId: '000000000000',
  });
  client = new SQSClient({
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // Every fault reaches the consumer.
    maxAttempts: 1,
  });
  queue = createMessageQueue(client);
  queueUrl = (await client.send(new CreateQueueCommand({ QueueName: 'consumed' }))).QueueUrl ?? '';
});
afterEach(async () => {
  client.destroy();
  await aws.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** A visibility of four seconds; the test says when it is over. */
function start(options: Pick<ConsumerOptions, 'work' | 'maxHeld' | 'observe'>) {
  const stop = new AbortController();
  const abort = new AbortController();
  const ended = consume({
    queue,
    queueUrl,
    visibilityTimeoutSeconds: 4,
    stop: stop.signal,
    abort: abort.signal,
    ...options,
  });
  return {
    end: () => {
      stop.abort();
      return ended;
    },
  };
}

async function fill(messages: number): Promise<void> {
  for (let first = 0; first < messages; first += 10) {
    const Entries = Array.from({ length: Math.min(10, messages - first) }, (_, index) => ({
      Id: String(index),
      MessageBody: `message ${first + index}`,
    }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}

const left = async () => {
  const { visible, notVisible } = await queue.depth(queueUrl);
  return visible + notVisible;
};

describe('a consumer of the embedded AWS', () => {
  it(
    'keeps each message to one work at a time, whatever happens to its calls',
    { timeout: 150_000 },
    async () => {
      const trouble = (operation: string, fault: Partial<FaultRule>) =>
        aws.faults.add({ service: 'sqs', operation, kind: 'throttle', ...fault });
      trouble('ChangeMessageVisibilityBatch', { kind: 'throttle', probability: 0.4, seed: 1 });
      trouble('ChangeMessageVisibilityBatch', { kind: 'drop-after', probability: 0.2, seed: 2 });
      trouble('ChangeMessageVisibilityBatch', { kind: 'slow', probability: 0.2, seed: 3, delayMs: 2500 });
      trouble('DeleteMessageBatch', { kind: 'throttle', probability: 0.4, seed: 4 });
      trouble('DeleteMessageBatch', { kind: 'drop-after', probability: 0.3, seed: 5 });
      trouble('DeleteMessageBatch', { kind: 'slow', probability: 0.2, seed: 6, delayMs: 1000 });

      const maxHeld = 15;
      const underWay = new Map<string, AbortSignal>();
      const doubled: string[] = [];
      const operations = new Set<string>();
      let most = 0;
      let extendedWorks = 0;
      const consumer = start({
        maxHeld,
        observe: { fault: (operation) => operations.add(operation) },
        work: async ({ messageId, body, receiveCount }, signal) => {
          if (underWay.get(messageId)?.aborted === false) doubled.push(body);
          underWay.set(messageId, signal);
          most = Math.max(most, [...underWay.values()].filter(({ aborted }) => !aborted).length);
          // Up to two timeouts, and shorter with each receive, so that all come to an end.
          const seconds = (Number(body.split(' ')[1]) % 9) / receiveCount;
          if (seconds > 4) extendedWorks += 1;
          await pause(seconds * 1000, undefined, { signal }).catch(() => undefined);
          if (underWay.get(messageId) === signal) underWay.delete(messageId);
          return Number(body.split(' ')[1]) % 7 === 3 && receiveCount === 1
            ? { do: 'hide', seconds: 0 }
            : { do: 'acknowledge' };
        },
      });
      await fill(45);
      await expect.poll(left, { timeout: 120_000, interval: 250 }).toBe(0);
      await consumer.end();
      expect(doubled).toEqual([]);
      expect(most).toBeLessThanOrEqual(maxHeld);
      expect(extendedWorks).toBeGreaterThan(0);
      expect([...operations].sort()).toEqual(['ChangeMessageVisibilityBatch', 'DeleteMessageBatch']);
    },
  );

  it('knows by the answer to an extension that its message is gone', { timeout: 30_000 }, async () => {
    let receipt = '';
    const lost: unknown[] = [];
    const consumer = start({
      maxHeld: 1,
      observe: {
        received: ([message]) => (receipt = message?.receiptHandle ?? ''),
        lost: (_, { why }) => lost.push(why),
      },
      work: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    await fill(1);
    await expect.poll(() => receipt, { timeout: 10_000 }).not.toBe('');
    await queue.acknowledge(queueUrl, receipt);
    await expect.poll(() => lost, { timeout: 10_000 }).toEqual(['receipt expired']);
    await consumer.end();
  });
});
