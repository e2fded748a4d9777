import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createQueue } from '../resources/queue.js';
import {
  bodies,
  countsBecome,
  countsSettleSeconds,
  empty,
  receiveAll,
  receiveOne,
  send,
} from './queue-calls.js';

const { sqs } = clients;

/** Each operation on entries of which only the id matters. */
const operations: Readonly<Record<string, (QueueUrl: string, ids: readonly string[]) => Promise<unknown>>> = {
  SendMessageBatch: (QueueUrl, ids) =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: ids.map((Id) => ({ Id, MessageBody: 'm' })) })),
  DeleteMessageBatch: (QueueUrl, ids) =>
    sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: ids.map((Id) => ({ Id, ReceiptHandle: 'r' })) }),
    ),
  ChangeMessageVisibilityBatch: (QueueUrl, ids) =>
    sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: ids.map((Id) => ({ Id, ReceiptHandle: 'r', VisibilityTimeout: 1 })),
      }),
    ),
};

const eleven = Array.from({ length: 11 }, (_, n) => String(n));

const malformed: readonly (readonly [string, readonly string[], string])[] = [
  ['no entry', [], 'EmptyBatchRequest'],
  ['eleven entries', eleven, 'TooManyEntriesInBatchRequest'],
  ['an id twice', ['a', 'b', 'a'], 'BatchEntryIdsNotDistinct'],
  ['an id with other characters', ['a:b'], 'InvalidBatchEntryId'],
  ['an empty id', [''], 'InvalidBatchEntryId'],
  ['an id of 81 characters', ['a'.repeat(81)], 'InvalidBatchEntryId'],
];

conformance('sqs', 'batches', (conforms) => {
  for (const [fault, ids, name] of malformed) {
    conforms(`refuses ${fault}, to send, delete or change`, async () => {
      const { url } = await createQueue();
      for (const [operation, run] of Object.entries(operations)) {
        await expect(run(url, ids), operation).rejects.toMatchObject({
          name,
          Code: `AWS.SimpleQueueService.${name}`,
          $metadata: { httpStatusCode: 400 },
        });
      }
    });
  }

  conforms('sends ten, and tells the outcome of each by its id', async () => {
    const { url } = await createQueue();
    const sent = eleven.slice(1);
    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: sent.map((Id) => ({ Id: `${Id}-_A`, MessageBody: `message ${Id}` })),
      }),
    );
    expect(Failed).toStrictEqual([]);
    expect(Successful.map(({ Id }) => Id).sort()).toStrictEqual(sent.map((Id) => `${Id}-_A`).sort());
    const received = await receiveAll(url, sent.length);
    expect(bodies(received)).toStrictEqual(sent.map((Id) => `message ${Id}`).sort());
    for (const { Id, MessageId, MD5OfMessageBody } of Successful) {
      const message = received.find((each) => each.MessageId === MessageId);
      expect(message).toMatchObject({ Body: `message ${Id?.split('-')[0]}`, MD5OfBody: MD5OfMessageBody });
    }
  });

  conforms('refuses an entry for itself', async () => {
    const { url } = await createQueue({ MaximumMessageSize: '1024' });
    const { Successful = [], Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'x'.repeat(1024) },
          { Id: 'long', MessageBody: 'x'.repeat(1025) },
          { Id: 'control', MessageBody: '\u0001' },
        ],
      }),
    );
    expect(Successful.map(({ Id }) => Id)).toStrictEqual(['good']);
    expect(Failed).toMatchObject([
      { Id: 'long', Code: 'InvalidParameterValue', SenderFault: true },
      { Id: 'control', Code: 'InvalidMessageContents', SenderFault: true },
    ]);
    expect(bodies(await receiveAll(url, 1))).toStrictEqual(['x'.repeat(1024)]);
  });

  conforms('delays each entry for itself', { waitSeconds: countsSettleSeconds }, async () => {
    const { url } = await createQueue();
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'late', MessageBody: 'late', DelaySeconds: 900 },
          { Id: 'early', MessageBody: 'early' },
        ],
      }),
    );
    await countsBecome(url, { visible: 1, notVisible: 0, delayed: 1 });
    expect((await receiveOne(url)).Body).toBe('early');
  });

  conforms('deletes each entry for itself', { waitSeconds: countsSettleSeconds }, async () => {
    const { url } = await createQueue();
    await send(url, 'm');
    const { ReceiptHandle } = await receiveOne(url);
    const { Successful, Failed } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(Successful).toStrictEqual([{ Id: 'good' }]);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    await countsBecome(url, empty);
  });
});
