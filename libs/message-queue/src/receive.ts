import { ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { attempt } from './errors.js';
import type { ReceivedMessage } from './message.js';

export interface ReceiveOptions {
  /** 1 to 10. */
  readonly maxMessages: number;
  /** How long an empty queue is waited on, 0 to 20 s. */
  readonly waitSeconds: number;
  /** How long what is received stays hidden. Default: the queue's own. */
  readonly visibilityTimeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

export async function receive(
  client: SQSClient,
  queueUrl: string,
  { maxMessages, waitSeconds, visibilityTimeoutSeconds, signal }: ReceiveOptions,
): Promise<ReceivedMessage[]> {
  if (signal?.aborted) return [];
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: maxMessages,
    WaitTimeSeconds: waitSeconds,
    VisibilityTimeout: visibilityTimeoutSeconds,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: [
      'ApproximateReceiveCount',
      'SentTimestamp',
      'ApproximateFirstReceiveTimestamp',
    ],
  });
  try {
    const { Messages = [] } = await attempt('ReceiveMessage', queueUrl, () =>
      client.send(command, signal ? { abortSignal: signal } : {}),
    );
    return Messages.map(receivedMessage);
  } catch (error) {
    if (signal?.aborted) return [];
    throw error;
  }
}

function receivedMessage(message: Message): ReceivedMessage {
  const system = message.Attributes ?? {};
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
        name,
        StringValue ?? '',
      ]),
    ),
    receiveCount: Number(system.ApproximateReceiveCount ?? 1),
    sentAt: Number(system.SentTimestamp ?? 0),
    firstReceivedAt: Number(system.ApproximateFirstReceiveTimestamp ?? 0),
  };
}
