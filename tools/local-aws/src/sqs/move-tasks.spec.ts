import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  ResourceNotFoundException,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createSqs } from './sqs.js';

const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;
let local: TestInstance;
let sqs: SQSClient;
let main: string;
let dlq: string;

beforeEach(async () => {
  local = await startInstance((instance) => [createSqs(instance)]);
  sqs = new SQSClient(local.client);
  dlq = await create('dlq');
  const policy = JSON.stringify({ deadLetterTargetArn: arn('dlq'), maxReceiveCount: 1 });
  main = await create('main', { RedrivePolicy: policy, VisibilityTimeout: '0' });
});
afterEach(async () => {
  sqs.destroy();
  await local.stop();
});

const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl as string;

/** Sends to the main queue and receives until SQS has dead-lettered all of it. */
const deadLetter = async (...bodies: string[]) => {
  for (const MessageBody of bodies) {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'kept' } };
    await sqs.send(new SendMessageCommand({ QueueUrl: main, MessageBody, MessageAttributes }));
  }
  for (let round = 0; round < 2; round += 1) {
    for (const _ of bodies)
      await sqs.send(new ReceiveMessageCommand({ QueueUrl: main, MaxNumberOfMessages: 10 }));
  }
  expect(await visible(dlq)).toBe(bodies.length);
};

const visible = async (QueueUrl: string) => {
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  return Number((await sqs.send(asked)).Attributes?.['ApproximateNumberOfMessages']);
};

const start = (
  more: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number } = {},
  SourceArn = arn('dlq'),
) => sqs.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));

const tasks = async (MaxResults?: number) =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn('dlq'), MaxResults }))).Results ?? [];

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('must fail'),
    (error: unknown) => error as Error & { Code?: string },
  );

it('moves to the destination, running for a while; message ids and counts start again', async () => {
  await deadLetter('a', 'b');
  const [dead] =
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl: dlq, VisibilityTimeout: 0 }))).Messages ?? [];
  const { TaskHandle } = await start({ DestinationArn: arn('main'), MaxNumberOfMessagesPerSecond: 500 });
  expect(await tasks()).toMatchObject([
    { Status: 'RUNNING', TaskHandle, ApproximateNumberOfMessagesToMove: 2, DestinationArn: arn('main') },
  ]);
  expect((await failure(start())).Code).toBe('InvalidParameterValue');
  await expect.poll(async () => (await tasks())[0]?.Status, { timeout: 5000 }).toBe('COMPLETED');
  const [done] = await tasks();
  expect(done).toMatchObject({ ApproximateNumberOfMessagesMoved: 2 });
  expect(done?.TaskHandle).toBeUndefined();
  expect(await visible(dlq)).toBe(0);
  const received = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: main,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  expect(received.Messages?.map(({ Body }) => Body).sort()).toEqual(['a', 'b']);
  for (const message of received.Messages ?? []) {
    expect(message.MessageId).not.toBe(dead?.MessageId);
    expect(message.Attributes?.['ApproximateReceiveCount']).toBe('1');
    expect(message.Attributes?.['DeadLetterQueueSourceArn']).toBeUndefined();
    expect(message.MessageAttributes?.['kind']?.StringValue).toBe('kept');
  }
});

it('returns dead letters to where they came from, and fails on what was sent', async () => {
  await deadLetter('a');
  await sqs.send(new SendMessageCommand({ QueueUrl: dlq, MessageBody: 'sent by hand' }));
  await start();
  await expect.poll(async () => (await tasks())[0]?.Status, { timeout: 5000 }).toBe('FAILED');
  expect(await tasks()).toMatchObject([
    { FailureReason: 'CouldNotDetermineMessageSource', ApproximateNumberOfMessagesMoved: 1 },
  ]);
  expect([await visible(main), await visible(dlq)]).toEqual([1, 1]);
});

it('keeps to its rate, and stops when it is cancelled', async () => {
  await deadLetter('a', 'b', 'c', 'd', 'e');
  const { TaskHandle } = await start({ DestinationArn: arn('main'), MaxNumberOfMessagesPerSecond: 2 });
  await expect
    .poll(async () => (await tasks())[0]?.ApproximateNumberOfMessagesMoved, { timeout: 5000 })
    .toBe(1);
  const cancelled = await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(1);
  await expect.poll(async () => (await tasks())[0]?.Status).toBe('CANCELLED');
  expect([await visible(main), await visible(dlq)]).toEqual([1, 4]);
  expect((await failure(sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })))).name).toBe(
    'UnsupportedOperation',
  );
});

it('refuses a source that is nobody’s dead-letter queue, and unknown queues', async () => {
  expect((await failure(start({}, arn('main')))).Code).toBe('InvalidParameterValue');
  expect(await failure(start({}, arn('absent')))).toBeInstanceOf(ResourceNotFoundException);
  expect(await failure(start({ DestinationArn: arn('absent') }))).toBeInstanceOf(ResourceNotFoundException);
  expect((await failure(start({ MaxNumberOfMessagesPerSecond: 501 }))).Code).toBe('InvalidParameterValue');
});

it('lists the newest ten, one unless told', async () => {
  for (let n = 0; n < 11; n += 1) {
    await start({ DestinationArn: arn('main') });
    await expect.poll(async () => (await tasks())[0]?.Status, { timeout: 5000 }).toBe('COMPLETED');
  }
  expect(await tasks()).toHaveLength(1);
  expect(await tasks(10)).toHaveLength(10);
});
