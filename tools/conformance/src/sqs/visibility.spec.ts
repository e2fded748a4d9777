import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createQueue } from '../resources/queue.js';
import {
  countsBecome,
  countsSettleSeconds,
  empty,
  invalidParameter,
  receive,
  receiveOne,
  send,
} from './queue-calls.js';

const { sqs } = clients;

const change = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

conformance('sqs', 'visibility', (conforms) => {
  conforms('hides what was received for as long as the queue says', async () => {
    const { url } = await createQueue({ VisibilityTimeout: '1' });
    const { MessageId } = await send(url, 'm');
    const receivedAt = Date.now();
    await receiveOne(url);
    expect(await receive(url, { WaitTimeSeconds: 20 })).toMatchObject([{ MessageId }]);
    expect(Date.now() - receivedAt).toBeGreaterThan(900);
  });

  conforms('hides it for as long as the receive says', { waitSeconds: countsSettleSeconds }, async () => {
    const { url } = await createQueue({ VisibilityTimeout: '0' });
    await send(url, 'm');
    await receiveOne(url, { VisibilityTimeout: 60 });
    await countsBecome(url, { ...empty, notVisible: 1 });
    expect(await receive(url, { WaitTimeSeconds: 0 })).toStrictEqual([]);
  });

  conforms('gives a message back at once that is to be hidden no longer', async () => {
    const { url } = await createQueue();
    await send(url, 'm');
    const first = await receiveOne(url);
    await change(url, first.ReceiptHandle, 0);
    const second = await receiveOne(url);
    expect(second.MessageId).toBe(first.MessageId);
    expect(second.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  conforms('hides a message for longer, from the change on', async () => {
    const { url } = await createQueue({ VisibilityTimeout: '2' });
    await send(url, 'held');
    const { ReceiptHandle } = await receiveOne(url);
    await change(url, ReceiptHandle, 30);
    // Comes when the queue's own timeout has shown the other, if that still counted.
    await send(url, 'marker', { DelaySeconds: 2 });
    expect(await receive(url, { WaitTimeSeconds: 20 })).toMatchObject([{ Body: 'marker' }]);
  });

  conforms('forgets the change at the next receive', async () => {
    const { url } = await createQueue({ VisibilityTimeout: '30' });
    await send(url, 'm');
    const { ReceiptHandle } = await receiveOne(url);
    await change(url, ReceiptHandle, 0);
    await receiveOne(url);
    expect(await receive(url, { WaitTimeSeconds: 0 })).toStrictEqual([]);
  });

  conforms('changes many, each for itself', async () => {
    const { url } = await createQueue();
    await send(url, 'm');
    const { MessageId, ReceiptHandle } = await receiveOne(url);
    const { Successful, Failed } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'bad', ReceiptHandle: 'nonsense', VisibilityTimeout: 0 },
        ],
      }),
    );
    expect(Successful).toStrictEqual([{ Id: 'good' }]);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    expect((await receiveOne(url)).MessageId).toBe(MessageId);
  });

  conforms('hides no message for more than twelve hours from its receive', async () => {
    const { url } = await createQueue();
    await send(url, 'm');
    const { ReceiptHandle } = await receiveOne(url);
    await expect(change(url, ReceiptHandle, 43_201)).rejects.toMatchObject(invalidParameter);
    await expect(change(url, ReceiptHandle, -1)).rejects.toMatchObject(invalidParameter);
    // Twelve hours from now are too many as soon as a second has gone since.
    await eventually(() =>
      expect(change(url, ReceiptHandle, 43_200)).rejects.toMatchObject(invalidParameter),
    );
    await change(url, ReceiptHandle, 43_000);
  });

  conforms('refuses a receive that hides for more than twelve hours', async () => {
    const { url } = await createQueue();
    for (const VisibilityTimeout of [-1, 43_201])
      await expect(receive(url, { VisibilityTimeout })).rejects.toMatchObject(invalidParameter);
  });

  conforms('cannot change what was deleted', async () => {
    const { url } = await createQueue();
    await send(url, 'm');
    const { ReceiptHandle } = await receiveOne(url);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    await expect(change(url, ReceiptHandle, 10)).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses what is no receipt', async () => {
    const { url } = await createQueue();
    await expect(change(url, 'nonsense', 10)).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
