import { DeleteMessageCommand, DeleteQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deadLettersTo, startSqs, type TestSqs } from './sqs-client.testing.js';

let local: TestSqs;

beforeEach(async () => void (local = await startSqs({ inFlightLimit: 3 })));
afterEach(() => local.stop());

/** Starts a receive and returns once it waits at the queue. */
async function waitingReceive(url: string, signal?: AbortSignal) {
  // Strikes nobody, and so counts the receives that have reached the server.
  const rule = local.faults.add({ service: 'sqs', operation: 'ReceiveMessage', kind: 'slow', delayMs: 0 });
  const answer = local.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }),
    signal === undefined ? {} : { abortSignal: signal },
  );
  answer.catch(() => undefined);
  await expect.poll(() => local.faults.list().find(({ id }) => id === rule)?.struck).toBe(1);
  local.faults.remove(rule);
  return { answer: answer.then(({ Messages = [] }) => Messages.map(({ Body }) => Body)) };
}

it('gives nothing to a receiver that went away', async () => {
  const url = await local.create('q');
  const gone = new AbortController();
  const { answer } = await waitingReceive(url, gone.signal);
  gone.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  await expect
    .poll(() => local.listener.requests.list().filter((r) => r.operation === 'ReceiveMessage'))
    .toHaveLength(1);
  await local.send(url, 'm');
  expect(await local.counts(url)).toEqual([1, 0, 0]);
});

it('serves those that wait in turn', async () => {
  const url = await local.create('q');
  const waiting = [await waitingReceive(url), await waitingReceive(url)];
  await local.send(url, 'first');
  await local.send(url, 'second');
  expect(await Promise.all(waiting.map(({ answer }) => answer))).toEqual([['first'], ['second']]);
});

it('serves one that waits at a dead-letter queue', async () => {
  const dlq = await local.create('dlq');
  const url = await local.create('q', { VisibilityTimeout: '0', ...deadLettersTo('dlq', 1) });
  await local.send(url, 'poison');
  await local.receive(url);
  const { answer } = await waitingReceive(dlq);
  await local.receive(url);
  expect(await answer).toEqual(['poison']);
});

it('lets those go that wait at a queue that is deleted', async () => {
  const url = await local.create('q');
  const { answer } = await waitingReceive(url);
  await local.sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  expect(await answer).toEqual([]);
});

it('refuses a short poll, and keeps a long one waiting, when too many messages are in flight', async () => {
  const url = await local.create('q');
  for (let n = 0; n < 5; n += 1) await local.send(url, `message ${n}`);
  const held = await local.receive(url, { MaxNumberOfMessages: 10 });
  expect(held).toHaveLength(3);
  await expect(local.receive(url, { WaitTimeSeconds: 0 })).rejects.toMatchObject({
    name: 'OverLimit',
    $metadata: { httpStatusCode: 403 },
  });
  expect(await local.receive(url, { WaitTimeSeconds: 1 })).toEqual([]);
  const { answer } = await waitingReceive(url);
  await local.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: held[0]?.ReceiptHandle }));
  expect(await answer).toEqual(['message 3']);
  expect(await local.counts(url)).toEqual([1, 3, 0]);
  local.advance(31_000);
  expect(await local.receive(url, { MaxNumberOfMessages: 10 })).toHaveLength(3);
});
