import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type NotificationConfiguration,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../kernel/service.js';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:landed';
let local: TestS3;

beforeEach(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => local.stop());

const configure = (NotificationConfiguration: NotificationConfiguration) =>
  local.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
const notifyFunction = () =>
  configure({
    LambdaFunctionConfigurations: [
      { Id: 'landed', LambdaFunctionArn: functionArn, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
    ],
  });
const put = (Key: string) => local.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
const keys = () =>
  local.invocations.map(
    ({ payload }) =>
      (payload as { Records: { s3: { object: { key: string } } }[] }).Records[0]?.s3.object.key,
  );

/** While `run` runs, time stands still but for what it advances. */
async function inHeldTime(run: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await run();
  } finally {
    vi.useRealTimers();
  }
}

it('invokes a function once for each event, with one record', async () => {
  await notifyFunction();
  await put('a');
  await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  expect(local.invocations).toMatchObject([
    { arn: functionArn, payload: { Records: [{ eventName: 'ObjectCreated:Put' }] } },
    { arn: functionArn, payload: { Records: [{ eventName: 'ObjectRemoved:Delete' }] } },
  ]);
});

it('raises an event for what another service puts', async () => {
  await notifyFunction();
  await local.files.put(Bucket, 'failed/batch.json', Buffer.from('{}'));
  expect(keys()).toEqual(['failed/batch.json']);
});

it('refuses to notify a topic, of which nothing would come', async () => {
  const TopicConfigurations = [
    {
      TopicArn: 'arn:aws:sns:eu-central-1:000000000000:t',
      Events: ['s3:ObjectCreated:*' as const],
    },
  ];
  await expect(configure({ TopicConfigurations })).rejects.toMatchObject({ name: 'InvalidArgument' });
});

describe('a target that fails', () => {
  it('gets its event again when it no longer does', async () => {
    await notifyFunction();
    local.refuseInvocations(new Error('Not now.'));
    await put('a');
    await put('b');
    expect(local.invocations).toEqual([]);
    expect(local.warnings).toHaveLength(2);
    expect(local.warnings[0]).toMatch(/ObjectCreated:Put of landing\/a to .* tried again later: Not now\./);
    local.refuseInvocations(undefined);
    await expect.poll(() => keys().sort()).toEqual(['a', 'b']);
    expect(local.warnings).toHaveLength(2);
  });

  it('is tried for an hour, at ever longer pauses', async () => {
    await notifyFunction();
    local.refuseInvocations(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429));
    await inHeldTime(async () => {
      await local.files.put(Bucket, 'a', Buffer.from('x'));
      await vi.advanceTimersByTimeAsync(0);
      for (const pauseSeconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
        expect(vi.getTimerCount()).toBe(1);
        const pauseMs = (pauseSeconds * 1000) / local.instance.waitScale;
        await vi.advanceTimersByTimeAsync(Math.floor(pauseMs) - 1);
        expect(vi.getTimerCount()).toBe(1);
        await vi.advanceTimersByTimeAsync(2);
      }
      await vi.advanceTimersByTimeAsync(3_600_000 / local.instance.waitScale);
      expect(vi.getTimerCount()).toBe(0);
    });
    expect(local.warnings.map((message) => / is (.*): /.exec(message)?.[1])).toEqual([
      'tried again later',
      'given up',
    ]);
    expect(local.invocations).toEqual([]);
  });

  it('is given up at once where it is gone', async () => {
    await notifyFunction();
    const gone = new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404);
    local.refuseInvocations(gone);
    await put('a');
    expect(local.warnings).toEqual([
      `s3: ObjectCreated:Put of landing/a to ${functionArn} failed and is given up: ${gone.message}`,
    ]);
  });

  it('is a warning where its queue was deleted', async () => {
    const sqs = new SQSClient(local.client);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
    const QueueArn = 'arn:aws:sqs:eu-central-1:000000000000:q';
    await configure({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] });
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    sqs.destroy();
    await put('a');
    expect(local.warnings).toMatchObject([expect.stringContaining(`to ${QueueArn} failed and is given up`)]);
  });

  it('is not tried any more after the end', async () => {
    await notifyFunction();
    local.refuseInvocations(new Error('Not now.'));
    await inHeldTime(async () => {
      await local.files.put(Bucket, 'a', Buffer.from('x'));
      await vi.advanceTimersByTimeAsync(0);
      expect(vi.getTimerCount()).toBe(1);
      await local.files.close();
      expect(vi.getTimerCount()).toBe(0);
    });
    local.refuseInvocations(undefined);
    expect(local.invocations).toEqual([]);
  });
});

describe('a fault of deliveries', () => {
  it('lets an event come twice', async () => {
    await notifyFunction();
    local.faults.add({ service: 's3', resource: 'landing/twice', kind: 'duplicate', times: 1 });
    for (const key of ['once', 'twice', 'twice-more']) await put(key);
    await expect.poll(keys).toEqual(['once', 'twice', 'twice', 'twice-more']);
    expect(local.invocations[1]?.payload).toEqual(local.invocations[2]?.payload);
  });

  it('lets an event come late', async () => {
    await notifyFunction();
    local.faults.add({ service: 's3', resource: 'landing/late', kind: 'delay', delayMs: 200 });
    await inHeldTime(async () => {
      for (const key of ['late', 'soon']) await local.files.put(Bucket, key, Buffer.from('x'));
      await vi.advanceTimersByTimeAsync(199);
      expect(keys()).toEqual(['soon']);
      await vi.advanceTimersByTimeAsync(1);
      expect(keys()).toEqual(['soon', 'late']);
    });
  });

  it('lets events overtake one another', async () => {
    await notifyFunction();
    local.faults.add({ service: 's3', kind: 'reorder', delayMs: 300, seed: 2 });
    const sent = Array.from({ length: 12 }, (_, n) => `file-${String(n).padStart(2, '0')}`);
    await inHeldTime(async () => {
      for (const key of sent) await local.files.put(Bucket, key, Buffer.from('x'));
      await vi.advanceTimersByTimeAsync(300);
      expect(keys()).not.toEqual(sent);
      expect([...keys()].sort()).toEqual(sent);
    });
  });

  it('strikes on the way to a queue as well', async () => {
    const sqs = new SQSClient(local.client);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
    const QueueArn = 'arn:aws:sqs:eu-central-1:000000000000:q';
    await configure({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] });
    local.faults.add({ service: 's3', kind: 'duplicate', delayMs: 50 });
    await put('a');
    const events: string[] = [];
    while (events.length < 3) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      for (const { Body = '', ReceiptHandle } of Messages) {
        events.push(/s3:TestEvent|ObjectCreated:Put/.exec(Body)?.[0] ?? Body);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
    sqs.destroy();
    expect(events).toEqual(['s3:TestEvent', 'ObjectCreated:Put', 'ObjectCreated:Put']);
  });
});
