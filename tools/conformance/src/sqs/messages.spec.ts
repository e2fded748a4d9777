import { createHash } from 'node:crypto';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createQueue } from '../resources/queue.js';
import {
  bodies,
  countsBecome,
  countsSettleSeconds,
  empty,
  invalidParameter,
  receive,
  receiveAll,
  receiveOne,
  send,
} from './queue-calls.js';

const { sqs } = clients;

const deleteMessage = (QueueUrl: string, ReceiptHandle: string | undefined) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

conformance('sqs', 'messages', (conforms) => {
  conforms('carries any text, with its digest', async () => {
    const { url } = await createQueue();
    const body = 'Grüße 👋 "quoted" <b>&amp;</b>\t\r\n{"a":"\\u0000"}';
    const digest = createHash('md5').update(body).digest('hex');
    const sent = await send(url, body);
    expect(sent.MD5OfMessageBody).toBe(digest);
    expect(sent.MD5OfMessageAttributes).toBeUndefined();
    expect(await receiveOne(url)).toMatchObject({
      MessageId: sent.MessageId,
      Body: body,
      MD5OfBody: digest,
    });
  });

  conforms('keeps the id and counts the receives, each with a receipt of its own', async () => {
    const { url } = await createQueue({ VisibilityTimeout: '0' });
    const { MessageId } = await send(url, 'again');
    const first = await receiveOne(url);
    const second = await receiveOne(url);
    expect([first.MessageId, second.MessageId]).toStrictEqual([MessageId, MessageId]);
    expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
    expect(first.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(second.Attributes?.ApproximateReceiveCount).toBe('2');
    const { SentTimestamp, ApproximateFirstReceiveTimestamp } = first.Attributes ?? {};
    expect(second.Attributes).toMatchObject({ SentTimestamp, ApproximateFirstReceiveTimestamp });
    expect(Number(ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(Number(SentTimestamp));
    expect(Math.abs(Date.now() - Number(SentTimestamp))).toBeLessThan(600_000);
  });

  conforms('tells of a message what was asked for', async () => {
    const { url } = await createQueue({ VisibilityTimeout: '0' });
    await send(url, 'm', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } } });
    const bare = await receiveOne(url, { MessageSystemAttributeNames: [], MessageAttributeNames: [] });
    expect(bare.Attributes).toBeUndefined();
    expect(bare.MessageAttributes).toBeUndefined();
    expect(bare.MD5OfMessageAttributes).toBeUndefined();
    const some = await receiveOne(url, { MessageSystemAttributeNames: ['SenderId', 'SentTimestamp'] });
    expect(Object.keys(some.Attributes ?? {}).sort()).toStrictEqual(['SenderId', 'SentTimestamp']);
    const byOldName = await receiveOne(url, {
      MessageSystemAttributeNames: undefined,
      AttributeNames: ['SenderId'] as never,
    });
    expect(Object.keys(byOldName.Attributes ?? {})).toStrictEqual(['SenderId']);
    const all = await receiveOne(url);
    expect(Object.keys(all.Attributes ?? {}).sort()).toStrictEqual([
      'ApproximateFirstReceiveTimestamp',
      'ApproximateReceiveCount',
      'SenderId',
      'SentTimestamp',
    ]);
  });

  conforms('carries a trace header beside the attributes of the message', async () => {
    const { url } = await createQueue();
    const sent = await send(url, 'm', {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
    });
    expect(sent.MD5OfMessageSystemAttributes).toBe('5ae4d5d7636402d80f4eb6d213245a88');
    expect(sent.MD5OfMessageAttributes).toBeUndefined();
    expect((await receiveOne(url)).Attributes?.AWSTraceHeader).toBe(traceHeader);
  });

  conforms('refuses another system attribute', async () => {
    const { url } = await createQueue();
    const MessageSystemAttributes = { Nonsense: { DataType: 'String', StringValue: '1' } } as never;
    await expect(send(url, 'm', { MessageSystemAttributes })).rejects.toMatchObject(invalidParameter);
  });

  conforms('gives up to ten messages, none twice', async () => {
    const { url } = await createQueue();
    const sent = Array.from({ length: 12 }, (_, n) => `message ${n}`).sort();
    await Promise.all(sent.map((body) => send(url, body)));
    expect((await receive(url, { MaxNumberOfMessages: 10 })).length).toBeLessThanOrEqual(10);
    const { url: other } = await createQueue();
    await Promise.all(sent.map((body) => send(other, body)));
    expect(bodies(await receiveAll(other, sent.length))).toStrictEqual(sent);
  });

  conforms('refuses to give none, or more than ten', async () => {
    const { url } = await createQueue();
    for (const MaxNumberOfMessages of [0, 11])
      await expect(receive(url, { MaxNumberOfMessages })).rejects.toMatchObject(invalidParameter);
  });

  conforms('deletes what was received, and says so again', { waitSeconds: countsSettleSeconds }, async () => {
    const { url } = await createQueue();
    await send(url, 'm');
    const { ReceiptHandle } = await receiveOne(url);
    await deleteMessage(url, ReceiptHandle);
    await deleteMessage(url, ReceiptHandle);
    await countsBecome(url, empty);
  });

  conforms(
    'deletes by a receipt whose timeout is over, if nobody received since',
    { waitSeconds: countsSettleSeconds },
    async () => {
      const { url } = await createQueue();
      await send(url, 'm');
      const { ReceiptHandle } = await receiveOne(url, { VisibilityTimeout: 0 });
      await deleteMessage(url, ReceiptHandle);
      await countsBecome(url, empty);
    },
  );

  conforms('answers an older receipt as if it deleted', async () => {
    const { url } = await createQueue({ VisibilityTimeout: '0' });
    await send(url, 'm');
    const { ReceiptHandle } = await receiveOne(url);
    await receiveOne(url);
    expect((await deleteMessage(url, ReceiptHandle)).$metadata.httpStatusCode).toBe(200);
  });

  conforms('refuses what is no receipt', async () => {
    const { url } = await createQueue();
    await expect(deleteMessage(url, 'nonsense')).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
      $metadata: { httpStatusCode: 404 },
    });
  });

  conforms('refuses an empty body', async () => {
    const { url } = await createQueue();
    await expect(send(url, '')).rejects.toMatchObject({
      Code: 'MissingParameter',
      $metadata: { httpStatusCode: 400 },
    });
  });

  conforms('refuses characters that XML cannot hold', async () => {
    const { url } = await createQueue();
    for (const character of ['\u0000', '\u0008', '\u001f', '\ufffe', '\uffff']) {
      await expect(send(url, `a${character}b`), JSON.stringify(character)).rejects.toMatchObject({
        name: 'InvalidMessageContents',
        $metadata: { httpStatusCode: 400 },
      });
    }
    const taken = '\t\n\r \u007f\u0080\ud7ff\ue000\ufffd\u{10000}\u{10ffff}';
    await send(url, taken);
    expect((await receiveOne(url)).Body).toBe(taken);
  });

  conforms('delays a message for as long as it says', async () => {
    const { url } = await createQueue();
    const sentAt = Date.now();
    await send(url, 'late', { DelaySeconds: 1 });
    await send(url, 'early');
    expect((await receiveOne(url)).Body).toBe('early');
    expect(await receive(url, { WaitTimeSeconds: 20 })).toMatchObject([{ Body: 'late' }]);
    expect(Date.now() - sentAt).toBeGreaterThan(900);
  });

  conforms(
    'delays a message for as long as its queue says, unless it says otherwise',
    { waitSeconds: countsSettleSeconds },
    async () => {
      const { url } = await createQueue({ DelaySeconds: '900' });
      await send(url, 'late');
      await send(url, 'early', { DelaySeconds: 0 });
      await countsBecome(url, { visible: 1, notVisible: 0, delayed: 1 });
      expect((await receiveOne(url)).Body).toBe('early');
    },
  );

  conforms('refuses a delay of more than fifteen minutes', async () => {
    const { url } = await createQueue();
    for (const DelaySeconds of [-1, 901])
      await expect(send(url, 'm', { DelaySeconds })).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses what only FIFO queues know', async () => {
    const { url } = await createQueue();
    await expect(send(url, 'm', { MessageDeduplicationId: 'd' })).rejects.toMatchObject(invalidParameter);
  });
});
