import { randomUUID } from 'node:crypto';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createQueue, createQueueWithDlq, deadLettersTo } from '../resources/queue.js';
import { cancel, caseSeconds, deadLetter, newestTaskEnds, start, tasks } from './move-task-calls.js';
import {
  bodies,
  countsBecome,
  empty,
  invalidParameter,
  receiveAll,
  receiveOne,
  send,
} from './queue-calls.js';

const notFound = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };

/** Of a task that there is not, in the form that AWS gives handles. */
const unknownHandle = (sourceArn: string): string =>
  Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString('base64');

/** As many as last ten seconds at the lowest rate. */
const ten = Array.from({ length: 10 }, (_, n) => `message ${n}`);

/** Of a dead-letter queue whose queue gives up at the second receive. */
const pair = () => createQueueWithDlq(1, { VisibilityTimeout: '0' });

conformance('sqs', 'move tasks', (conforms) => {
  conforms('returns dead letters to where they came from', { waitSeconds: caseSeconds }, async () => {
    const { queue, dlq } = await pair();
    const other = await createQueue({ VisibilityTimeout: '0', ...deadLettersTo(dlq.arn, 1) });
    await deadLetter(queue, dlq, ['a', 'b']);
    await deadLetter(other, dlq, ['c']);
    await start(dlq.arn);
    const task = await newestTaskEnds(dlq.arn);
    expect(task).toMatchObject({
      Status: 'COMPLETED',
      SourceArn: dlq.arn,
      ApproximateNumberOfMessagesMoved: 3,
      ApproximateNumberOfMessagesToMove: 3,
    });
    expect(task.TaskHandle).toBeUndefined();
    expect(task.DestinationArn).toBeUndefined();
    expect(task.MaxNumberOfMessagesPerSecond).toBeUndefined();
    expect(task.FailureReason).toBeUndefined();
    expect(bodies(await receiveAll(queue.url, 2, { VisibilityTimeout: 60 }))).toStrictEqual(['a', 'b']);
    expect(bodies(await receiveAll(other.url, 1, { VisibilityTimeout: 60 }))).toStrictEqual(['c']);
  });

  conforms(
    'makes a new message of each, with the same attributes',
    { waitSeconds: caseSeconds },
    async () => {
      const { queue, dlq } = await pair();
      await deadLetter(queue, dlq, ['a']);
      const dead = await receiveOne(dlq.url, { VisibilityTimeout: 0 });
      await start(dlq.arn);
      await newestTaskEnds(dlq.arn);
      const moved = await receiveOne(queue.url);
      expect(moved).toMatchObject({
        Body: 'a',
        MessageAttributes: dead.MessageAttributes,
        Attributes: { ApproximateReceiveCount: '1' },
      });
      expect(moved.MessageAttributes?.['kind']?.StringValue).toBe('kept');
      expect(moved.MessageId).not.toBe(dead.MessageId);
      expect(moved.Attributes?.DeadLetterQueueSourceArn).toBeUndefined();
      expect(Number(moved.Attributes?.SentTimestamp)).toBeGreaterThan(Number(dead.Attributes?.SentTimestamp));
    },
  );

  conforms('moves to another queue, sent messages too', { waitSeconds: caseSeconds }, async () => {
    const { queue, dlq } = await pair();
    const target = await createQueue();
    await deadLetter(queue, dlq, ['dead']);
    await send(dlq.url, 'sent');
    await countsBecome(dlq.url, { ...empty, visible: 2 });
    await start(dlq.arn, { DestinationArn: target.arn, MaxNumberOfMessagesPerSecond: 500 });
    expect(await newestTaskEnds(dlq.arn)).toMatchObject({
      Status: 'COMPLETED',
      DestinationArn: target.arn,
      MaxNumberOfMessagesPerSecond: 500,
      ApproximateNumberOfMessagesMoved: 2,
    });
    expect(bodies(await receiveAll(target.url, 2))).toStrictEqual(['dead', 'sent']);
  });

  conforms('fails on a message that was sent there', { waitSeconds: caseSeconds }, async () => {
    const { dlq } = await pair();
    await send(dlq.url, 'sent');
    await countsBecome(dlq.url, { ...empty, visible: 1 });
    await start(dlq.arn);
    expect(await newestTaskEnds(dlq.arn)).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 0,
    });
    expect((await receiveOne(dlq.url)).Body).toBe('sent');
  });

  conforms('fails when its destination goes', { waitSeconds: caseSeconds }, async () => {
    const { queue, dlq } = await pair();
    const target = await createQueue();
    await deadLetter(queue, dlq, ten);
    await start(dlq.arn, { DestinationArn: target.arn, MaxNumberOfMessagesPerSecond: 1 });
    await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: target.url }));
    expect(await newestTaskEnds(dlq.arn)).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });

  conforms(
    'runs at its rate until it is cancelled, and no other beside it',
    { waitSeconds: caseSeconds },
    async () => {
      const { queue, dlq } = await pair();
      const target = await createQueue();
      await deadLetter(queue, dlq, ten);
      const { TaskHandle } = await start(dlq.arn, {
        DestinationArn: target.arn,
        MaxNumberOfMessagesPerSecond: 1,
      });
      expect(await tasks(dlq.arn)).toMatchObject([
        {
          Status: 'RUNNING',
          TaskHandle,
          SourceArn: dlq.arn,
          DestinationArn: target.arn,
          MaxNumberOfMessagesPerSecond: 1,
          StartedTimestamp: expect.closeTo(Date.now(), -6),
        },
      ]);
      await expect(start(dlq.arn)).rejects.toMatchObject(invalidParameter);
      // The first message has moved.
      await receiveOne(target.url, { VisibilityTimeout: 60 });
      const { ApproximateNumberOfMessagesMoved } = await cancel(TaskHandle);
      expect(ApproximateNumberOfMessagesMoved).toBeLessThan(10);
      const [cancelled] = await tasks(dlq.arn);
      expect(cancelled?.Status).toMatch(/^CANCELL(ING|ED)$/);
      expect(cancelled?.TaskHandle).toBeUndefined();
      const task = await newestTaskEnds(dlq.arn);
      expect(task.Status).toBe('CANCELLED');
      expect(task.ApproximateNumberOfMessagesToMove).toBe(10);
      await expect(cancel(TaskHandle)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
      await start(dlq.arn);
    },
  );

  conforms(
    'is listed with the newest ten, alone unless more are asked for',
    { waitSeconds: 600 },
    async () => {
      const { queue, dlq } = await pair();
      for (let n = 0; n < 11; n += 1) {
        await start(dlq.arn, { DestinationArn: queue.arn });
        await newestTaskEnds(dlq.arn);
      }
      expect(await tasks(dlq.arn)).toHaveLength(1);
      const ten = await tasks(dlq.arn, 10);
      expect(ten).toHaveLength(10);
      const started = ten.map(({ StartedTimestamp = 0 }) => StartedTimestamp);
      expect(started).toStrictEqual([...started].sort((a, b) => b - a));
      for (const MaxResults of [0, 11])
        await expect(tasks(dlq.arn, MaxResults)).rejects.toMatchObject(invalidParameter);
    },
  );

  conforms('lists nothing of a queue without tasks', async () => {
    const { dlq } = await pair();
    expect(await tasks(dlq.arn)).toStrictEqual([]);
  });

  conforms('moves from dead-letter queues only', async () => {
    const { queue } = await pair();
    const target = await createQueue();
    const moved = start(queue.arn, { DestinationArn: target.arn });
    await expect(moved).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses queues that do not exist', async () => {
    const { dlq } = await pair();
    const absent = `${dlq.arn}-absent`;
    await expect(start(absent)).rejects.toMatchObject(notFound);
    await expect(start(dlq.arn, { DestinationArn: absent })).rejects.toMatchObject(notFound);
    await expect(tasks(absent)).rejects.toMatchObject(notFound);
  });

  conforms('refuses what is no ARN', async () => {
    const { dlq } = await pair();
    await expect(start('nonsense')).rejects.toMatchObject(invalidParameter);
    await expect(start(dlq.arn, { DestinationArn: 'nonsense' })).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses to move a queue to itself', async () => {
    const { dlq } = await pair();
    await expect(start(dlq.arn, { DestinationArn: dlq.arn })).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses a rate of none, or of more than 500 a second', async () => {
    const { dlq } = await pair();
    for (const MaxNumberOfMessagesPerSecond of [0, 501])
      await expect(start(dlq.arn, { MaxNumberOfMessagesPerSecond })).rejects.toMatchObject(invalidParameter);
  });

  conforms('cannot cancel what is no task', async () => {
    const { dlq } = await pair();
    await expect(cancel('nonsense')).rejects.toMatchObject(invalidParameter);
    await expect(cancel(unknownHandle(dlq.arn))).rejects.toMatchObject(notFound);
    await expect(cancel(unknownHandle(`${dlq.arn}-absent`))).rejects.toMatchObject(notFound);
  });
});
