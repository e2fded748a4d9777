import { DeleteMessageCommand, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { clients } from '../clients.js';
import { eventually } from '../eventually.js';

/** What a queue gets of a topic, in the envelope that SNS puts around it. */
export interface Notification {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

/** Waits for a message, takes it out of the queue and returns it. */
export const receiveDelivery = (queueUrl: string, waitSeconds = 0): Promise<Message> =>
  eventually(async () => {
    const { Messages: [message] = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    if (message === undefined) throw new Error(`Nothing came to ${queueUrl}.`);
    await clients.sqs.send(
      new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }),
    );
    return message;
  }, waitSeconds);

/** The same, read as SNS's envelope. */
export async function receiveNotification(queueUrl: string, waitSeconds = 0): Promise<Notification> {
  const { Body = '' } = await receiveDelivery(queueUrl, waitSeconds);
  return JSON.parse(Body) as Notification;
}
