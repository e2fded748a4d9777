import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  entriesOf,
  md5,
  startFakeSqs,
  takeAllBut,
  type Answer,
  type Call,
  type FakeSqs,
} from './fake-sqs.testing.js';
import { createMessageQueue, QueueUnavailableError } from './index.js';

let sqs: FakeSqs;
const start = async (answer: (call: Call, earlier: number) => Answer) => {
  sqs = await startFakeSqs(answer);
  return createMessageQueue(sqs.client);
};
afterEach(() => sqs.stop());

const bodies = (count: number) => Array.from({ length: count }, (_, index) => ({ body: `body ${index}` }));
const sentBodies = () =>
  sqs.inputs('SendMessageBatch').map((input) => entriesOf(input).map(({ MessageBody }) => MessageBody));
const fast = { retryBaseMilliseconds: 1 };

describe('send', () => {
  it('sends body and attributes', async () => {
    const queue = await start(() => ({ MessageId: 'm', MD5OfMessageBody: md5('ü') }));
    await queue.send(sqs.queueUrl, { body: 'ü', attributes: { 'sluice-class': 'data' } });
    expect(sqs.inputs('SendMessage')).toEqual([
      {
        QueueUrl: sqs.queueUrl,
        MessageBody: 'ü',
        MessageAttributes: { 'sluice-class': { DataType: 'String', StringValue: 'data' } },
      },
    ]);
  });

  it('says what failed and keeps the cause', async () => {
    const queue = await start(() => ({ error: 'QueueDoesNotExist' }));
    const error = await queue.send(sqs.queueUrl, { body: 'x' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QueueUnavailableError);
    expect(error).toMatchObject({ operation: 'SendMessage', queue: sqs.queueUrl, code: 'QueueDoesNotExist' });
    expect((error as QueueUnavailableError).cause).toBeInstanceOf(Error);
  });
});

describe('sendAll', () => {
  it('sends nothing for nothing', async () => {
    const queue = await start(({ input }) => takeAllBut(input));
    expect(await queue.sendAll(sqs.queueUrl, [])).toEqual({ failed: [] });
    expect(sqs.calls).toEqual([]);
  });

  it('sends in tens, in order', async () => {
    const queue = await start(({ input }) => takeAllBut(input));
    expect(await queue.sendAll(sqs.queueUrl, bodies(23))).toEqual({ failed: [] });
    expect(sentBodies().map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(sentBodies().flat()).toEqual(bodies(23).map(({ body }) => body));
  });

  it('keeps each call within its bytes, attributes included', async () => {
    const queue = await start(({ input }) => takeAllBut(input));
    // 40 bytes each: 'é' is two, and the attribute's type counts.
    const message = { body: 'é'.repeat(10), attributes: { 'name-of-8': 'val56' } };
    await queue.sendAll(sqs.queueUrl, [message, message, message, message, message], { maxBatchBytes: 80 });
    expect(sentBodies().map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  it('sends what exceeds the bytes alone', async () => {
    const queue = await start(({ input }) => takeAllBut(input));
    const messages = [{ body: 'a' }, { body: 'b'.repeat(100) }, { body: 'c' }];
    await queue.sendAll(sqs.queueUrl, messages, { maxBatchBytes: 10 });
    expect(sentBodies().map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  it('tries only the entries again that were not taken', async () => {
    const refused = { 'body 1': { Code: 'InternalError', SenderFault: false } };
    const queue = await start(({ input }, earlier) => takeAllBut(input, earlier < 2 ? refused : {}));
    expect(await queue.sendAll(sqs.queueUrl, bodies(3), fast)).toEqual({ failed: [] });
    expect(sentBodies()).toEqual([['body 0', 'body 1', 'body 2'], ['body 1'], ['body 1']]);
  });

  it('does not try again what cannot succeed, and goes on', async () => {
    const refused = { 'body 4': { Code: 'InvalidMessageContents', SenderFault: true } };
    const queue = await start(({ input }) => takeAllBut(input, refused));
    expect(await queue.sendAll(sqs.queueUrl, bodies(12), fast)).toEqual({
      failed: [{ index: 4, code: 'InvalidMessageContents', senderFault: true }],
    });
    expect(sentBodies().map(({ length }) => length)).toEqual([10, 2]);
  });

  it('stops at what it cannot get sent and lists everything that follows', async () => {
    const refused = { 'body 11': { Code: 'RequestThrottled', SenderFault: false } };
    const queue = await start(({ input }) => takeAllBut(input, refused));
    const { failed } = await queue.sendAll(sqs.queueUrl, bodies(25), { ...fast, maxAttempts: 3 });
    expect(failed.map(({ index }) => index)).toEqual([11, 20, 21, 22, 23, 24]);
    expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['RequestThrottled']));
    // 10, 10, two more tries of the one; the last five were never sent.
    expect(sentBodies().map(({ length }) => length)).toEqual([10, 10, 1, 1]);
  });

  it('lists a whole call that was dropped, because nobody knows whether it was taken', async () => {
    const queue = await start(({ input }, earlier) =>
      earlier === 0 ? takeAllBut(input) : 'drop the connection',
    );
    const { failed } = await queue.sendAll(sqs.queueUrl, bodies(12), { ...fast, maxAttempts: 2 });
    expect(failed).toEqual([
      { index: 10, code: 'ECONNRESET', senderFault: false },
      { index: 11, code: 'ECONNRESET', senderFault: false },
    ]);
  });

  it('takes a batch that is too long for the queue for the sender’s fault', async () => {
    const queue = await start(() => ({ error: 'BatchRequestTooLong' }));
    expect(await queue.sendAll(sqs.queueUrl, bodies(1), fast)).toEqual({
      failed: [{ index: 0, code: 'BatchRequestTooLong', senderFault: true }],
    });
    expect(sqs.calls).toHaveLength(1);
  });

  it('leaves unsent what the signal cut off', async () => {
    const controller = new AbortController();
    const queue = await start(({ input }, earlier) => {
      if (earlier === 0) return takeAllBut(input);
      controller.abort();
      return 'stay silent';
    });
    const { failed } = await queue.sendAll(sqs.queueUrl, bodies(21), { ...fast, signal: controller.signal });
    expect(failed.map(({ index }) => index)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(failed[0]).toEqual({ index: 10, code: 'AbortError', senderFault: false });
    expect(sqs.calls).toHaveLength(2);
  });

  it('does not wait for the SDK’s next try when the signal ends', async () => {
    const controller = new AbortController();
    await start(() => {
      setTimeout(() => controller.abort(), 20);
      return { error: 'RequestThrottled', status: 503 };
    });
    const minute = { getRetryCount: () => 1, getRetryDelay: () => 60_000, getRetryCost: () => undefined };
    const client = new SQSClient({
      endpoint: new URL(sqs.queueUrl).origin,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      retryStrategy: {
        mode: 'standard',
        acquireInitialRetryToken: async () => minute,
        refreshRetryTokenForRetry: async () => minute,
        recordSuccess: () => undefined,
      },
    });
    const queue = createMessageQueue(client);
    const { failed } = await queue.sendAll(sqs.queueUrl, bodies(1), { ...fast, signal: controller.signal });
    expect(failed).toEqual([{ index: 0, code: 'AbortError', senderFault: false }]);
    expect(sqs.calls).toHaveLength(1);
  });
});
