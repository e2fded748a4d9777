import {
  PutBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  type QueueConfiguration,
} from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { clients } from '../clients.js';
import { eventually } from '../eventually.js';
import { createQueueForBucket } from '../resources/notified-queue.js';
import type { Queue } from '../resources/queue.js';

/** How long AWS may take to deliver an event, in seconds: most come within seconds, some after more than a minute. */
export const deliverySeconds = 120;

/** What S3 tells of one object, as far as a case looks at it. */
export interface ObjectEvent {
  readonly eventVersion: string;
  readonly eventName: string;
  readonly s3: {
    readonly configurationId: string;
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string;
      readonly sequencer: string;
    };
  };
}

export const notify = (Bucket: string, configuration: NotificationConfiguration) =>
  clients.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration }),
  );

/** A queue that is told of what happens in the bucket, its test event received. */
export async function notifiedQueue(
  bucket: string,
  asked: Omit<QueueConfiguration, 'QueueArn'>,
): Promise<Queue> {
  const queue = await createQueueForBucket(bucket);
  await notify(bucket, { QueueConfigurations: [{ QueueArn: queue.arn, ...asked }] });
  await eventually(async () => {
    const bodies = await takeMessages(queue.url);
    if (!bodies.some((body) => body.includes('s3:TestEvent'))) throw new Error('No test event came.');
  }, deliverySeconds);
  return queue;
}

/** Waits for so many events, which come in no order and may come twice: by sequencer, each once. */
export async function receiveEvents(queueUrl: string, count: number): Promise<readonly ObjectEvent[]> {
  const events = new Map<string, ObjectEvent>();
  await eventually(async () => {
    for (const body of await takeMessages(queueUrl)) {
      const { Records = [] } = JSON.parse(body) as { Records?: readonly ObjectEvent[] };
      for (const event of Records) events.set(JSON.stringify([event.eventName, event.s3.object]), event);
    }
    if (events.size < count) throw new Error(`${events.size} of ${count} events came.`);
  }, deliverySeconds);
  return [...events.values()].sort((a, b) => (a.s3.object.sequencer < b.s3.object.sequencer ? -1 : 1));
}

/** What is there now, or comes within a second; taken out of the queue. */
export async function takeMessages(QueueUrl: string): Promise<readonly string[]> {
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  if (Messages.length > 0) {
    const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    await clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  return Messages.map(({ Body = '' }) => Body);
}
