import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeSqs, type Answer, type Call, type FakeSqs } from './fake-sqs.testing.js';
import { createMessageQueue, QueueUnavailableError, ReceiptExpiredError } from './index.js';

let sqs: FakeSqs;
const start = async (answer: (call: Call, earlier: number) => Answer) => {
  sqs = await startFakeSqs(answer);
  return createMessageQueue(sqs.client);
};
afterEach(() => sqs.stop());

const received = (body: string) => ({
  MessageId: 'm-1',
  ReceiptHandle: 'r-1',
  Body: body,
  MD5OfBody: createHash('md5').update(body).digest('hex'),
  Attributes: {
    ApproximateReceiveCount: '3',
    SentTimestamp: '1760000000123',
    ApproximateFirstReceiveTimestamp: '1760000000456',
  },
  MessageAttributes: { 'sluice-redrives': { DataType: 'String', StringValue: '2' } },
});

describe('receive', () => {
  it('asks for what it reports, and reports it', async () => {
    const queue = await start(() => ({ Messages: [received('hello')] }));
    const messages = await queue.receive(sqs.queueUrl, {
      maxMessages: 10,
      waitSeconds: 20,
      visibilityTimeoutSeconds: 900,
    });
    expect(messages).toEqual([
      {
        messageId: 'm-1',
        receiptHandle: 'r-1',
        body: 'hello',
        attributes: { 'sluice-redrives': '2' },
        receiveCount: 3,
        sentAt: 1760000000123,
        firstReceivedAt: 1760000000456,
      },
    ]);
    expect(sqs.inputs('ReceiveMessage')[0]).toMatchObject({
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 20,
      VisibilityTimeout: 900,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: [
        'ApproximateReceiveCount',
        'SentTimestamp',
        'ApproximateFirstReceiveTimestamp',
      ],
    });
  });

  it('is empty when the queue is', async () => {
    const queue = await start(() => ({}));
    expect(await queue.receive(sqs.queueUrl, { maxMessages: 1, waitSeconds: 0 })).toEqual([]);
  });

  it('ends a long poll when it is told to', async () => {
    const controller = new AbortController();
    const queue = await start(() => {
      setImmediate(() => controller.abort());
      return 'stay silent';
    });
    const options = { maxMessages: 1, waitSeconds: 20, signal: controller.signal };
    expect(await queue.receive(sqs.queueUrl, options)).toEqual([]);
    expect(await queue.receive(sqs.queueUrl, options)).toEqual([]);
    expect(sqs.calls).toHaveLength(1);
  });

  it('refuses a body that was damaged on its way', async () => {
    const queue = await start(() => ({ Messages: [{ ...received('hello'), Body: 'hallo' }] }));
    await expect(queue.receive(sqs.queueUrl, { maxMessages: 1, waitSeconds: 0 })).rejects.toThrow(
      QueueUnavailableError,
    );
  });
});

describe('receipts', () => {
  it('acknowledges one and many', async () => {
    const queue = await start(({ action }) =>
      action === 'DeleteMessage' ? {} : { Successful: [], Failed: [] },
    );
    await queue.acknowledge(sqs.queueUrl, 'r-1');
    const handles = Array.from({ length: 12 }, (_, index) => `r-${index}`);
    expect(await queue.acknowledgeAll(sqs.queueUrl, handles)).toEqual({ failed: [] });
    expect(sqs.inputs('DeleteMessage')[0]).toMatchObject({ ReceiptHandle: 'r-1' });
    const entries = sqs
      .inputs('DeleteMessageBatch')
      .flatMap(({ Entries }) => Entries as { ReceiptHandle: string }[]);
    expect(entries.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(handles);
  });

  it('tells a receipt that is lost from a queue that is', async () => {
    const queue = await start((_, earlier) =>
      earlier === 0 ? { error: 'ReceiptHandleIsInvalid' } : { error: 'ServiceUnavailable', status: 503 },
    );
    await expect(queue.acknowledge(sqs.queueUrl, 'old')).rejects.toThrow(ReceiptExpiredError);
    await expect(queue.acknowledge(sqs.queueUrl, 'new')).rejects.toThrow(QueueUnavailableError);
  });

  it('knows a deleted message by what AWS answers for one, and only where a receipt is the matter', async () => {
    const queue = await start(() => ({ error: 'InvalidParameterValue' }));
    await expect(queue.extendVisibility(sqs.queueUrl, 'old', 30)).rejects.toThrow(ReceiptExpiredError);
    await expect(queue.send(sqs.queueUrl, { body: 'hello' })).rejects.toThrow(QueueUnavailableError);
  });

  it('tells what was refused from what may have been done', async () => {
    const answers: Answer[] = [
      { error: 'RequestThrottled' },
      'drop the connection',
      { error: 'ServiceUnavailable', status: 503 },
    ];
    const queue = await start((_, earlier) => answers[earlier] ?? {});
    const failed: unknown[] = [];
    for (let call = 0; call < answers.length; call++) {
      failed.push(...(await queue.extendVisibilityOfAll(sqs.queueUrl, ['r-1'], 0)).failed);
    }
    expect(failed).toEqual([
      { index: 0, code: 'RequestThrottled', senderFault: false },
      { index: 0, code: 'ECONNRESET', senderFault: false, mayBeDone: true },
      { index: 0, code: 'ServiceUnavailable', senderFault: false, mayBeDone: true },
    ]);
  });

  it('extends by whole seconds, never by fewer than asked for', async () => {
    const queue = await start(({ action }) =>
      action === 'ChangeMessageVisibility' ? {} : { Successful: [], Failed: [] },
    );
    await queue.extendVisibility(sqs.queueUrl, 'r-1', 0.2);
    await queue.extendVisibility(sqs.queueUrl, 'r-1', 0);
    await queue.extendVisibilityOfAll(sqs.queueUrl, ['r-1', 'r-2'], 30);
    const seconds = sqs.inputs('ChangeMessageVisibility').map(({ VisibilityTimeout }) => VisibilityTimeout);
    expect(seconds).toEqual([1, 0]);
    expect(sqs.inputs('ChangeMessageVisibilityBatch')[0]?.['Entries']).toEqual([
      { Id: '0', ReceiptHandle: 'r-1', VisibilityTimeout: 30 },
      { Id: '1', ReceiptHandle: 'r-2', VisibilityTimeout: 30 },
    ]);
  });

  it('goes on to the next ten when ten fail', async () => {
    const queue = await start((_, earlier) =>
      earlier === 0
        ? 'drop the connection'
        : { Successful: [], Failed: [{ Id: '11', Code: 'ReceiptHandleIsInvalid', SenderFault: true }] },
    );
    const handles = Array.from({ length: 12 }, (_, index) => `r-${index}`);
    const { failed } = await queue.acknowledgeAll(sqs.queueUrl, handles);
    expect(failed.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
    expect(failed.at(-1)).toEqual({ index: 11, code: 'ReceiptHandleIsInvalid', senderFault: true });
  });
});

describe('depth', () => {
  it('counts visible, held and delayed messages', async () => {
    const queue = await start(() => ({
      Attributes: {
        ApproximateNumberOfMessages: '7',
        ApproximateNumberOfMessagesNotVisible: '2',
        ApproximateNumberOfMessagesDelayed: '1',
      },
    }));
    expect(await queue.depth(sqs.queueUrl)).toEqual({ visible: 7, notVisible: 2, delayed: 1 });
  });
});

describe('move tasks', () => {
  const sourceArn = 'arn:aws:sqs:eu-central-1:000000000000:files-dlq';
  const destinationArn = 'arn:aws:sqs:eu-central-1:000000000000:files';

  it('always names the destination', async () => {
    const queue = await start(() => ({ TaskHandle: 'h' }));
    const request = { sourceArn, destinationArn, maxMessagesPerSecond: 50 };
    expect(await queue.startMoveTask(request)).toEqual({ taskHandle: 'h' });
    expect(sqs.inputs('StartMessageMoveTask')).toEqual([
      { SourceArn: sourceArn, DestinationArn: destinationArn, MaxNumberOfMessagesPerSecond: 50 },
    ]);
  });

  it('lists tasks, the newest first', async () => {
    const queue = await start(() => ({
      Results: [
        { Status: 'FAILED', StartedTimestamp: 1000, FailureReason: 'AccessDenied' },
        {
          Status: 'RUNNING',
          StartedTimestamp: 2000,
          TaskHandle: 'h',
          ApproximateNumberOfMessagesMoved: 3,
          ApproximateNumberOfMessagesToMove: 5,
          MaxNumberOfMessagesPerSecond: 50,
        },
      ],
    }));
    expect(await queue.listMoveTasks(sourceArn)).toEqual([
      { status: 'RUNNING', startedAt: 2000, moved: 3, toMove: 5, maxMessagesPerSecond: 50, taskHandle: 'h' },
      { status: 'FAILED', startedAt: 1000, moved: 0, failureReason: 'AccessDenied' },
    ]);
    expect(sqs.inputs('ListMessageMoveTasks')[0]).toEqual({ SourceArn: sourceArn, MaxResults: 10 });
  });

  it('cancels a task', async () => {
    const queue = await start(() => ({ ApproximateNumberOfMessagesMoved: 4 }));
    expect(await queue.cancelMoveTask('h')).toEqual({ moved: 4 });
  });
});
