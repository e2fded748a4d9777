import { ChangeMessageVisibilityCommand, DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arnOf, deadLettersTo, startSqs, type TestSqs } from './sqs-client.testing.js';

let local: TestSqs;

beforeEach(async () => void (local = await startSqs()));
afterEach(() => local.stop());

const change = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  local.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

const day = 86_400_000;

describe('retention', () => {
  it('drops what is too old, also in flight and delayed', async () => {
    const url = await local.create('q', { MessageRetentionPeriod: '60' });
    await local.send(url, 'held');
    await local.receive(url, { VisibilityTimeout: 600 });
    await local.send(url, 'visible');
    await local.send(url, 'delayed', { DelaySeconds: 600 });
    local.advance(40_000);
    expect(await local.counts(url)).toEqual([1, 1, 1]);
    local.advance(20_001);
    expect(await local.counts(url)).toEqual([0, 0, 0]);
  });

  it('counts from when a dead letter was first sent', async () => {
    const dlq = await local.create('dlq', { MessageRetentionPeriod: String(4 * 86_400) });
    const url = await local.create('q', { VisibilityTimeout: '0', ...deadLettersTo('dlq', 1) });
    await local.send(url, 'poison');
    local.advance(3 * day);
    await local.receive(url);
    await local.receive(url);
    expect(await local.counts(dlq)).toEqual([1, 0, 0]);
    local.advance(day - 60_000);
    expect(await local.counts(dlq)).toEqual([1, 0, 0]);
    local.advance(60_001);
    expect(await local.counts(dlq)).toEqual([0, 0, 0]);
  });

  it('tells the age of a dead letter from when it came there', async () => {
    await local.create('dlq');
    const url = await local.create('q', { VisibilityTimeout: '0', ...deadLettersTo('dlq', 1) });
    await local.send(url, 'poison');
    local.advance(1000_000);
    await local.receive(url);
    await local.receive(url);
    local.advance(100_000);
    const gauge = local.queues.gauges().find(({ queueName }) => queueName === 'dlq');
    expect(gauge?.ageOfOldestSeconds).toBeGreaterThanOrEqual(100);
    expect(gauge?.ageOfOldestSeconds).toBeLessThan(200);
  });
});

describe('visibility', () => {
  it('lasts twelve hours at most, from the receive', async () => {
    const url = await local.create('q', { VisibilityTimeout: '30' });
    await local.send(url, 'm');
    const [message] = await local.receive(url);
    await change(url, message?.ReceiptHandle, 6 * 3600);
    local.advance(5 * 3_600_000);
    await expect(change(url, message?.ReceiptHandle, 7 * 3600 + 1)).rejects.toMatchObject({
      Code: 'InvalidParameterValue',
    });
    await change(url, message?.ReceiptHandle, 7 * 3600 - 60);
    local.advance(7 * 3_600_000 - 120_000);
    expect(await local.counts(url)).toEqual([0, 1, 0]);
    local.advance(60_001);
    expect(await local.counts(url)).toEqual([1, 0, 0]);
  });

  it('is not given back by a change that comes too late, which is answered as if it were', async () => {
    const url = await local.create('q', { VisibilityTimeout: '1' });
    await local.send(url, 'm');
    const [first] = await local.receive(url);
    local.advance(1_001);
    await change(url, first?.ReceiptHandle, 30);
    expect(await local.counts(url)).toEqual([1, 0, 0]);
  });

  it('is changed by an older receipt as well', async () => {
    const url = await local.create('q');
    await local.send(url, 'm');
    const [first] = await local.receive(url, { VisibilityTimeout: 0 });
    await local.receive(url);
    await change(url, first?.ReceiptHandle, 0);
    expect(await local.counts(url)).toEqual([1, 0, 0]);
  });
});

describe('receipts', () => {
  it('delete until the message is received again, and then leave it', async () => {
    const url = await local.create('q', { VisibilityTimeout: '1' });
    await local.send(url, 'm');
    const [first] = await local.receive(url);
    local.advance(1_001);
    const [second] = await local.receive(url);
    await local.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect(await local.counts(url)).toEqual([0, 1, 0]);
    local.advance(1_001);
    await local.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    expect(await local.counts(url)).toEqual([0, 0, 0]);
  });

  it('do not fit another queue', async () => {
    const url = await local.create('q');
    await local.send(url, 'm');
    const [message] = await local.receive(url);
    const other = await local.create('other');
    await expect(
      local.sqs.send(new DeleteMessageCommand({ QueueUrl: other, ReceiptHandle: message?.ReceiptHandle })),
    ).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });
});

it('delays what other services send for as long as the queue says', async () => {
  const url = await local.create('q', { DelaySeconds: '900' });
  await local.queues.send(arnOf('q'), 'event');
  local.advance(899_000);
  expect(await local.counts(url)).toEqual([0, 0, 1]);
  local.advance(1_001);
  expect(await local.counts(url)).toEqual([1, 0, 0]);
});
