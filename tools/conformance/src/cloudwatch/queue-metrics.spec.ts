import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createQueue, type Queue } from '../resources/queue.js';
import { getMetric, minutesAgo, secondsAfter } from './metric-data.js';

const { sqs } = clients;

/** By their names, the sums since the case began; nothing where none is reported. */
async function sumsOf({ name }: Queue, from: Date): Promise<Readonly<Record<string, number>>> {
  const names = ['NumberOfMessagesSent', 'NumberOfMessagesReceived', 'NumberOfMessagesDeleted'];
  const dimensions = { QueueName: name };
  const to = secondsAfter(new Date(), 120);
  const sums = names.map(async (metric) => {
    const { Values = [] } = await getMetric({ namespace: 'AWS/SQS', name: metric, dimensions, from, to });
    return [metric, Values.reduce((sum, value) => sum + value, 0)] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
}

conformance('cloudwatch', 'queue metrics', (conforms) => {
  // A queue that wakes up reports with up to a quarter of an hour's delay.
  conforms('count what was sent, received and deleted', { waitSeconds: 1_200 }, async () => {
    const from = minutesAgo(1);
    const queue = await createQueue({ ReceiveMessageWaitTimeSeconds: '5' });
    const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
    const received: Message[] = [];
    while (received.length < Entries.length) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
      received.push(...Messages);
    }
    for (const { ReceiptHandle } of received.slice(1)) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle }));
    }
    await eventually(async () => {
      expect(await sumsOf(queue, from)).toEqual({
        NumberOfMessagesSent: 3,
        NumberOfMessagesReceived: 3,
        NumberOfMessagesDeleted: 2,
      });
    }, 1_200);
  });
});
