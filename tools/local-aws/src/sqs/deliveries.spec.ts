import {
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { arnOf, deadLettersTo, startSqs, type TestSqs } from './sqs-client.testing.js';

let local: TestSqs;
let url: string;

beforeEach(async () => {
  local = await startSqs();
  url = await local.create('rows');
});
afterEach(() => local.stop());

const bodies = async (more = {}) =>
  (await local.receive(url, { MaxNumberOfMessages: 10, ...more })).map(({ Body }) => Body);

it('delivers a message once and at once where no fault is injected', async () => {
  await local.send(url, 'm');
  expect(await local.counts(url)).toEqual([1, 0, 0]);
});

it('delays a message, on top of what it asked for', async () => {
  local.faults.add({ service: 'sqs', resource: 'rows', kind: 'delay', delayMs: 60_000 });
  await local.send(url, 'm');
  await local.send(url, 'later', { DelaySeconds: 600 });
  expect(await local.counts(url)).toEqual([0, 0, 2]);
  local.advance(60_001);
  expect(await bodies({ VisibilityTimeout: 3600 })).toEqual(['m']);
  local.advance(540_000);
  expect(await bodies()).toEqual([]);
  local.advance(60_000);
  expect(await bodies()).toEqual(['later']);
});

it('wakes a receiver that waits when a delayed message comes', async () => {
  local.faults.add({ service: 'sqs', kind: 'delay', delayMs: 200 });
  await local.send(url, 'm');
  expect(await bodies({ WaitTimeSeconds: 10 })).toEqual(['m']);
});

it('delivers a message twice, each time for itself', async () => {
  local.faults.add({ service: 'sqs', resource: 'rows', kind: 'duplicate', times: 1 });
  const id = await local.send(url, 'm');
  await local.send(url, 'once');
  const received = await local.receive(url, { MaxNumberOfMessages: 10 });
  expect(received.map(({ MessageId, Body }) => [MessageId, Body])).toEqual([
    [id, 'm'],
    [id, 'm'],
    [expect.any(String), 'once'],
  ]);
  const [first, second] = received;
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  expect(second?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
  await local.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
  expect(await local.counts(url)).toEqual([0, 2, 0]);
});

it('delivers a message again while the first is held, and after it is deleted', async () => {
  local.faults.add({ service: 'sqs', kind: 'duplicate', delayMs: 60_000 });
  const [held, deleted] = [await local.send(url, 'held'), await local.send(url, 'deleted')];
  const first = await local.receive(url, { MaxNumberOfMessages: 10, VisibilityTimeout: 3600 });
  expect(first.map(({ MessageId }) => MessageId)).toEqual([held, deleted]);
  await local.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first[1]?.ReceiptHandle }));
  expect(await local.receive(url)).toEqual([]);
  local.advance(60_001);
  const second = await local.receive(url, { MaxNumberOfMessages: 10 });
  expect(second.map(({ MessageId, Body }) => [MessageId, Body])).toEqual([
    [held, 'held'],
    [deleted, 'deleted'],
  ]);
});

it('lets later messages overtake earlier ones', async () => {
  local.faults.add({ service: 'sqs', kind: 'reorder', delayMs: 60_000, seed: 7 });
  const sent = Array.from({ length: 9 }, (_, n) => `message ${n}`);
  for (const body of sent) await local.send(url, body);
  const received: (string | undefined)[] = [];
  for (let second = 0; second <= 60; second += 1) {
    received.push(...(await bodies({ VisibilityTimeout: 3600 })));
    local.advance(1000);
  }
  expect(received).not.toEqual(sent);
  expect([...received].sort()).toEqual(sent);
});

it('strikes what other services send', async () => {
  local.faults.add({ service: 'sqs', resource: 'rows', kind: 'duplicate' });
  await local.queues.send(arnOf('rows'), 'event');
  expect(await bodies()).toEqual(['event', 'event']);
});

it('strikes what a move task delivers', async () => {
  const source = await local.create('source', deadLettersTo('rows', 1));
  expect(source).toMatch(/source$/);
  const target = await local.create('target');
  await local.send(url, 'm');
  local.faults.add({ service: 'sqs', resource: 'target', kind: 'duplicate' });
  await local.sqs.send(
    new StartMessageMoveTaskCommand({ SourceArn: arnOf('rows'), DestinationArn: arnOf('target') }),
  );
  await expect.poll(() => local.counts(target)).toEqual([2, 0, 0]);
  const { Results } = await local.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('rows') }));
  expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
});

it('dead-letters each delivery for itself', async () => {
  const dlq = await local.create('dlq');
  const source = await local.create('source', { VisibilityTimeout: '0', ...deadLettersTo('dlq', 1) });
  local.faults.add({ service: 'sqs', resource: 'source', kind: 'duplicate' });
  const id = await local.send(source, 'poison');
  for (let receives = 0; receives < 3; receives += 1) await local.receive(source);
  const dead = await local.receive(dlq, { MaxNumberOfMessages: 10 });
  expect(dead.map(({ MessageId }) => MessageId)).toEqual([id, id]);
});
