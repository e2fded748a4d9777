import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  type QueueAttributeName,
  type ReceiveMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createSqs } from './sqs.js';

let local: TestInstance;
let sqs: SQSClient;

beforeEach(async () => {
  local = await startInstance((instance) => [createSqs(instance)]);
  sqs = new SQSClient(local.client);
});
afterEach(async () => {
  sqs.destroy();
  await local.stop();
});

const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl as string;

const send = (QueueUrl: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], ...more })))
    .Messages ?? [];

const counts = async (QueueUrl: string) => {
  const AttributeNames: QueueAttributeName[] = ['All'];
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return [
    Attributes['ApproximateNumberOfMessages'],
    Attributes['ApproximateNumberOfMessagesNotVisible'],
    Attributes['ApproximateNumberOfMessagesDelayed'],
  ].map(Number);
};

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('must fail'),
    (error: unknown) => error as Error & { Code?: string },
  );

const redrive = (name: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:eu-central-1:000000000000:${name}`,
    maxReceiveCount,
  }),
});

describe('queues', () => {
  it('creates the same queue twice, and refuses another one of its name', async () => {
    const url = await create('files', { VisibilityTimeout: '60' });
    expect(url).toBe(`${local.listener.endpoint}/000000000000/files`);
    expect(await create('files', { VisibilityTimeout: '60' })).toBe(url);
    expect(await create('files')).toBe(url);
    const error = await failure(create('files', { VisibilityTimeout: '61' }));
    expect(error).toBeInstanceOf(QueueNameExists);
    expect(error.Code).toBe('QueueAlreadyExists');
  });

  it('names, lists, describes, changes and deletes', async () => {
    const url = await create('rows');
    await create('files');
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'rows' }))).QueueUrl).toBe(url);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'ro' }))).QueueUrls).toEqual([url]);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { DelaySeconds: '7' } }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-central-1:000000000000:rows',
      DelaySeconds: '7',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
    });
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    const error = await failure(send(url, 'late'));
    expect(error).toBeInstanceOf(QueueDoesNotExist);
    expect(error.Code).toBe('AWS.SimpleQueueService.NonExistentQueue');
  });

  it('pages where a page size is asked for', async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const first = await sqs.send(new ListQueuesCommand({ MaxResults: 2 }));
    const second = await sqs.send(new ListQueuesCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect([first.QueueUrls?.length, second.QueueUrls?.length, second.NextToken]).toEqual([2, 1, undefined]);
  });

  it.each([
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    [{ MessageRetentionPeriod: '59' }, 'InvalidAttributeValue'],
    [{ Nonsense: '1' }, 'InvalidAttributeName'],
    [{ RedrivePolicy: '{' }, 'InvalidParameterValue'],
    [redrive('absent', 3), 'InvalidParameterValue'],
  ])('refuses %j', async (attributes, code) => {
    expect((await failure(create('q', attributes))).Code).toBe(code);
  });

  it('lets a dead-letter queue choose its sources', async () => {
    await create('dlq', { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'denyAll' }) });
    expect((await failure(create('files', redrive('dlq', 3)))).Code).toBe('InvalidParameterValue');
    const QueueUrl = await create('dlq2');
    const source = await create('files', redrive('dlq2', 3));
    const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl }));
    expect(queueUrls).toEqual([source]);
  });

  it('purges once a minute', async () => {
    const url = await create('q');
    await send(url, 'gone');
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await counts(url)).toEqual([0, 0, 0]);
    expect((await failure(sqs.send(new PurgeQueueCommand({ QueueUrl: url })))).name).toBe(
      'PurgeQueueInProgress',
    );
    local.advance(1001);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
  });
});

describe('messages', () => {
  it('carries body and attributes, with digests that the SDK verifies', async () => {
    const url = await create('q');
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: 'Grüße 👋 "quoted"',
        MessageAttributes: {
          'trace.id': { DataType: 'String', StringValue: 'abc' },
          'trace.hop': { DataType: 'Number.int', StringValue: '7' },
          raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255, 1) },
        },
      }),
    );
    const [some] = await receive(url, { MessageAttributeNames: ['trace.*'], VisibilityTimeout: 0 });
    expect(Object.keys(some?.MessageAttributes ?? {}).sort()).toEqual(['trace.hop', 'trace.id']);
    const [message] = await receive(url, { MessageAttributeNames: ['All'] });
    expect(message?.Body).toBe('Grüße 👋 "quoted"');
    expect(message?.MessageAttributes?.['raw']?.BinaryValue).toEqual(Uint8Array.of(0, 255, 1));
    expect(message?.Attributes).toMatchObject({ SenderId: 'tester', ApproximateReceiveCount: '2' });
    const { SentTimestamp, ApproximateFirstReceiveTimestamp } = message?.Attributes ?? {};
    expect(Number(ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(Number(SentTimestamp));
  });

  it('hides what was received, until the timeout or a change of it', async () => {
    const url = await create('q', { VisibilityTimeout: '10' });
    await send(url, 'm');
    const [first] = await receive(url);
    expect(await counts(url)).toEqual([0, 1, 0]);
    expect(await receive(url)).toEqual([]);
    local.advance(9_000);
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 10,
      }),
    );
    local.advance(9_000);
    expect(await receive(url)).toEqual([]);
    local.advance(1_001);
    const [second] = await receive(url);
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: second?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    expect(await counts(url)).toEqual([1, 0, 0]);
  });

  it('deletes by the newest handle, also after its timeout; an older one leaves the message', async () => {
    const url = await create('q', { VisibilityTimeout: '1' });
    await send(url, 'm');
    const [first] = await receive(url);
    local.advance(1_001);
    const [second] = await receive(url);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect(await counts(url)).toEqual([0, 1, 0]);
    local.advance(1_001);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    expect(await counts(url)).toEqual([0, 0, 0]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    const error = await failure(
      sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'nonsense' })),
    );
    expect(error).toBeInstanceOf(ReceiptHandleIsInvalid);
  });

  it('refuses to change the visibility of what is not in flight, or past twelve hours', async () => {
    const url = await create('q', { VisibilityTimeout: '1' });
    await send(url, 'm');
    const [message] = await receive(url);
    const change = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(3600);
    local.advance(3_000_000);
    expect((await failure(change(43_200))).Code).toBe('InvalidParameterValue');
    local.advance(700_000);
    expect((await failure(change(10))).name).toBe('MessageNotInflight');
  });

  it('delays, and keeps no longer than the retention from the first enqueue', async () => {
    const url = await create('q', { DelaySeconds: '5', MessageRetentionPeriod: '60' });
    await send(url, 'm');
    expect(await counts(url)).toEqual([0, 0, 1]);
    local.advance(5_001);
    expect(await counts(url)).toEqual([1, 0, 0]);
    await receive(url);
    local.advance(55_000);
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  it('ends a long poll when a message arrives, is shown again, or the time is over', async () => {
    const url = await create('q');
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    const asked = () => local.listener.requests.list().length;
    const before = asked();
    await send(url, 'now');
    expect(asked()).toBeGreaterThan(before);
    expect((await waiting).map(({ Body }) => Body)).toEqual(['now']);

    await send(url, 'again');
    const [held] = await receive(url, { VisibilityTimeout: 1 });
    const shown = await receive(url, { WaitTimeSeconds: 5 });
    expect(shown[0]?.MessageId).toBe(held?.MessageId);

    const startedAt = performance.now();
    expect(await receive(url, { WaitTimeSeconds: 1 })).toEqual([]);
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });

  it('gives nothing to a receiver that went away', async () => {
    const url = await create('q');
    // Strikes nobody, and so counts the receives that have reached the server.
    local.faults.add({ service: 'sqs', operation: 'ReceiveMessage', kind: 'slow', delayMs: 0 });
    const gone = new AbortController();
    const waiting = failure(
      sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
        abortSignal: gone.signal,
      }),
    );
    await expect.poll(() => local.faults.list()[0]?.struck).toBe(1);
    gone.abort();
    expect((await waiting).name).toBe('AbortError');
    await expect
      .poll(() => local.listener.requests.list().filter((r) => r.operation === 'ReceiveMessage'))
      .toHaveLength(1);
    await send(url, 'm');
    expect(await counts(url)).toEqual([1, 0, 0]);
  });
});

describe('limits', () => {
  it('measures body and attributes against the size of the queue', async () => {
    const url = await create('q', { MaximumMessageSize: '1024' });
    await send(url, 'x'.repeat(1024));
    expect((await failure(send(url, 'ü'.repeat(513)))).Code).toBe('InvalidParameterValue');
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'm' },
          { Id: 'bad', MessageBody: 'x'.repeat(1025) },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'InvalidParameterValue' }]);
  });

  it('takes a batch of one MiB and no more', async () => {
    const url = await create('q');
    const batch = (size: number) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(size / 2) })),
        }),
      );
    expect((await batch(1_048_576)).Successful).toHaveLength(2);
    expect((await failure(batch(1_048_578))).name).toBe('BatchRequestTooLong');
  });

  it.each([
    [[], 'EmptyBatchRequest'],
    [Array.from({ length: 11 }, (_, i) => String(i)), 'TooManyEntriesInBatchRequest'],
    [['a', 'a'], 'BatchEntryIdsNotDistinct'],
    [['a b'], 'InvalidBatchEntryId'],
  ])('refuses the batch %j', async (ids, name) => {
    const QueueUrl = await create('q');
    const Entries = ids.map((Id) => ({ Id, ReceiptHandle: 'h' }));
    expect((await failure(sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })))).name).toBe(name);
  });

  it.each([
    [{ MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
    [{ WaitTimeSeconds: 21 }, 'InvalidParameterValue'],
    [{ QueueUrl: 'http://127.0.0.1:1/1/q' }, 'InvalidAddress'],
  ])('refuses to receive with %j', async (more, code) => {
    const url = await create('q');
    expect((await failure(receive(url, more))).Code).toBe(code);
  });

  it('refuses characters that SQS refuses, and an empty body', async () => {
    const url = await create('q');
    expect((await failure(send(url, 'a\u0000b'))).name).toBe('InvalidMessageContents');
    expect((await failure(send(url, ''))).Code).toBe('MissingParameter');
  });
});

describe('dead letters', () => {
  it('moves a message that was received too often, at the receive that would exceed the count', async () => {
    const dlq = await create('dlq', { MessageRetentionPeriod: '120' });
    const url = await create('q', { VisibilityTimeout: '0', ...redrive('dlq', 2) });
    const { MessageId } = await send(url, 'poison');
    expect(await receive(url)).toHaveLength(1);
    expect(await receive(url)).toHaveLength(1);
    expect(await counts(dlq)).toEqual([0, 0, 0]);
    expect(await receive(url)).toEqual([]);
    expect(await counts(url)).toEqual([0, 0, 0]);
    const [dead] = await receive(dlq, { VisibilityTimeout: 0 });
    expect(dead?.MessageId).toBe(MessageId);
    expect(dead?.Attributes?.['DeadLetterQueueSourceArn']).toBe('arn:aws:sqs:eu-central-1:000000000000:q');
    local.advance(120_001);
    expect(await counts(dlq)).toEqual([0, 0, 0]);
  });

  it('wakes a receiver of the dead-letter queue', async () => {
    const dlq = await create('dlq');
    const url = await create('q', { VisibilityTimeout: '0', ...redrive('dlq', 1) });
    await send(url, 'poison');
    await receive(url);
    const waiting = receive(dlq, { WaitTimeSeconds: 10 });
    await receive(url);
    expect(await waiting).toHaveLength(1);
  });
});
