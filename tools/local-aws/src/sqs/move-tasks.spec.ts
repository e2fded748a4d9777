import {
  ListMessageMoveTasksCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { arnOf, deadLettersTo, startSqs, type TestSqs } from './sqs-client.testing.js';

let local: TestSqs;

afterEach(() => local.stop());

const newest = async () =>
  (await local.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('dlq') }))).Results?.[0];

const start = (MaxNumberOfMessagesPerSecond?: number) =>
  local.sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: arnOf('dlq'),
      DestinationArn: arnOf('q'),
      MaxNumberOfMessagesPerSecond,
    }),
  );

/** Messages that were sent to the dead-letter queue. */
async function fill(messages: number): Promise<void> {
  await local.create('dlq');
  await local.create('q', deadLettersTo('dlq', 1));
  for (let n = 0; n < messages; n += 1) await local.queues.send(arnOf('dlq'), `message ${n}`);
}

describe.each([1, 60])('with waits divided by %d', (waitScale) => {
  it('is done with a few messages within three seconds', async () => {
    local = await startSqs({ waitScale });
    await fill(20);
    const startedAt = performance.now();
    await start();
    await expect.poll(async () => (await newest())?.Status, { timeout: 3000 }).toBe('COMPLETED');
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(await newest()).toMatchObject({ ApproximateNumberOfMessagesMoved: 20 });
  });
});

it('moves no more a second than it was told, whatever the waits are divided by', async () => {
  local = await startSqs();
  await fill(200);
  const startedAt = performance.now();
  await start(100);
  await expect.poll(async () => (await newest())?.Status, { timeout: 10_000 }).toBe('COMPLETED');
  expect(performance.now() - startedAt).toBeGreaterThan(1900);
});

it('leaves alone what is held, and what comes after its start', async () => {
  local = await startSqs();
  await fill(2);
  const dlq = await local.create('dlq');
  await local.receive(dlq);
  await start();
  expect(await newest()).toMatchObject({ ApproximateNumberOfMessagesToMove: 1 });
  await local.send(dlq, 'late');
  await expect.poll(async () => (await newest())?.Status).toBe('COMPLETED');
  expect(await local.counts(dlq)).toEqual([1, 1, 0]);
});

it('dead-letters nothing to a queue that has come to refuse it', async () => {
  local = await startSqs();
  const dlq = await local.create('dlq');
  const url = await local.create('q', { VisibilityTimeout: '0', ...deadLettersTo('dlq', 1) });
  const RedriveAllowPolicy = JSON.stringify({ redrivePermission: 'denyAll' });
  await local.sqs.send(new SetQueueAttributesCommand({ QueueUrl: dlq, Attributes: { RedriveAllowPolicy } }));
  await local.send(url, 'poison');
  for (let receives = 0; receives < 3; receives += 1) expect(await local.receive(url)).toHaveLength(1);
  expect(await local.counts(dlq)).toEqual([0, 0, 0]);
});
