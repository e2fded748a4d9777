import { DeleteMessageBatchCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { arnOf, deadLettersTo, startSqs, type TestSqs } from './sqs-client.testing.js';

let local: TestSqs;
beforeEach(async () => void (local = await startSqs()));
afterEach(() => local.stop());

const traffic = (queue: string) => {
  const { queueName: _name, ...counts } =
    local.queues.traffic().find(({ queueName }) => queueName === queue) ?? {};
  return counts;
};

it('counts what goes through a queue, each message and each deletion', async () => {
  const url = await local.create('q');
  const entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
  await local.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
  await local.queues.send(arnOf('q'), 'from a service');
  const received = await local.receive(url, { MaxNumberOfMessages: 10 });
  await local.receive(url);
  const handles = received.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  await local.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: handles }));
  await local.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: handles.slice(0, 1) }));
  expect(traffic('q')).toEqual({ sent: 3, received: 3, deleted: 4, emptyReceives: 1 });
});

it('does not take for sent what SQS itself dead-lettered', async () => {
  await local.create('dlq');
  const url = await local.create('q', deadLettersTo('dlq', 1));
  await local.send(url, 'poison');
  await local.receive(url, { VisibilityTimeout: 0 });
  await local.receive(url);
  expect(traffic('q')).toEqual({ sent: 1, received: 1, deleted: 0, emptyReceives: 1 });
  expect(traffic('dlq')).toEqual({ sent: 0, received: 0, deleted: 0, emptyReceives: 0 });
});
