import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { eventually } from '../eventually.js';

const { sqs } = clients;

export const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

/** One receive, with all attributes: a long poll, so that it asks every server of the queue. */
export async function receive(
  QueueUrl: string,
  more: Partial<ReceiveMessageCommandInput> = {},
): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
    ...more,
  });
  return (await sqs.send(command)).Messages ?? [];
}

/** Receives until a message comes. */
export const receiveOne = (url: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message> =>
  eventually(async () => {
    const [message] = await receive(url, more);
    if (message === undefined) throw new Error('No message came.');
    return message;
  });

/** Receives until so many messages have come, which is in no order. */
export async function receiveAll(
  url: string,
  count: number,
  more: Partial<ReceiveMessageCommandInput> = {},
): Promise<readonly Message[]> {
  const all: Message[] = [];
  await eventually(async () => {
    all.push(...(await receive(url, { MaxNumberOfMessages: 10, ...more })));
    if (all.length < count) throw new Error(`${all.length} of ${count} messages came.`);
  });
  return all;
}

/** Of messages, for comparison. */
export const bodies = (messages: readonly Message[]): readonly string[] =>
  messages.map(({ Body = '' }) => Body).sort();

export interface Counts {
  readonly visible: number;
  readonly notVisible: number;
  readonly delayed: number;
}

export const empty: Counts = { visible: 0, notVisible: 0, delayed: 0 };

/** Approximate: AWS may take `countsSettleSeconds` to get them right. */
export async function counts(QueueUrl: string): Promise<Counts> {
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const { Attributes = {} } = await sqs.send(command);
  return {
    visible: Number(Attributes['ApproximateNumberOfMessages']),
    notVisible: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed']),
  };
}

export const countsSettleSeconds = 60;

export const countsBecome = (url: string, expected: Counts): Promise<void> =>
  eventually(async () => expect(await counts(url)).toStrictEqual(expected), countsSettleSeconds);

/** What SQS answers to a parameter that it does not take; not in its model, so the SDK has no name for it. */
export const invalidParameter = { Code: 'InvalidParameterValue', $metadata: { httpStatusCode: 400 } };
