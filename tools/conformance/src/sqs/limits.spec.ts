import { SendMessageBatchCommand, type MessageAttributeValue } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createQueue } from '../resources/queue.js';
import { invalidParameter, receiveOne, send } from './queue-calls.js';

const { sqs } = clients;

const maxBytes = 1_048_576;

/** Seven bytes in the name and the value, six in the type. */
const attributes: Readonly<Record<string, MessageAttributeValue>> = {
  kind: { DataType: 'String', StringValue: 'row' },
};
const attributeBytes = 'kind'.length + 'String'.length + 'row'.length;

const body = (bytes: number) => 'x'.repeat(bytes);

conformance('sqs', 'limits', (conforms) => {
  conforms('takes a message of one MiB', async () => {
    const { url } = await createQueue();
    await send(url, body(maxBytes));
    expect((await receiveOne(url)).Body).toBe(body(maxBytes));
  });

  conforms('refuses a message of one byte more', async () => {
    const { url } = await createQueue();
    await expect(send(url, body(maxBytes + 1))).rejects.toMatchObject(invalidParameter);
  });

  conforms('counts names, types and values of attributes', async () => {
    const { url } = await createQueue();
    await send(url, body(maxBytes - attributeBytes), { MessageAttributes: attributes });
    const longer = send(url, body(maxBytes - attributeBytes + 1), { MessageAttributes: attributes });
    await expect(longer).rejects.toMatchObject(invalidParameter);
  });

  conforms('counts bytes, not characters, against the size that a queue allows', async () => {
    const { url } = await createQueue({ MaximumMessageSize: '1024' });
    await send(url, 'ü'.repeat(512));
    await expect(send(url, `${'ü'.repeat(512)}x`)).rejects.toMatchObject(invalidParameter);
  });

  conforms('takes a batch of one MiB', async () => {
    const { url } = await createQueue();
    const Entries = [
      { Id: 'a', MessageBody: body(maxBytes - attributeBytes - 1), MessageAttributes: attributes },
      { Id: 'b', MessageBody: body(1) },
    ];
    const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(Successful).toHaveLength(2);
  });

  conforms('refuses a batch of one byte more as a whole', async () => {
    const { url } = await createQueue();
    const Entries = [
      { Id: 'a', MessageBody: body(maxBytes - attributeBytes), MessageAttributes: attributes },
      { Id: 'b', MessageBody: body(1) },
    ];
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))).rejects.toMatchObject({
      name: 'BatchRequestTooLong',
      Code: 'AWS.SimpleQueueService.BatchRequestTooLong',
      $metadata: { httpStatusCode: 400 },
    });
  });
});
