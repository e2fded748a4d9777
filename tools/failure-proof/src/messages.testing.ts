import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { queueArn } from '@sluice/local-stack';
import {
  parkedKey,
  parkedRecordSchema,
  readFailureStory,
  type FailureStory,
  type ParkedRecord,
} from '@sluice/message-schemas';
import { expect } from 'vitest';
import { eventually } from './eventually.testing.js';
import type { FailureBed } from './failure-bed.testing.js';
import { depth, type QueueName } from './seen.testing.js';

export interface SeenMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly story: Partial<FailureStory>;
}

/** Resolves when so many messages are visible in the queue, with what they are; they stay there. */
export async function messagesIn(
  bed: FailureBed,
  queue: QueueName,
  count: number,
): Promise<readonly SeenMessage[]> {
  await eventually(async () => expect(await depth(bed, queue)).toEqual({ visible: count, hidden: 0 }));
  const { clients, queueUrls } = bed.stack;
  const QueueUrl = queueUrls[queue];
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 600,
      MessageAttributeNames: ['All'],
    }),
  );
  expect(Messages).toHaveLength(count);
  for (const { ReceiptHandle } of Messages)
    await clients.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
  return Messages.map(({ Body = '', MessageAttributes = {} }) => {
    const attributes = Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    );
    return { body: Body, attributes, story: readFailureStory(attributes) };
  });
}

export type Lane = 'files' | 'rows';

export const moveTasks = async ({ stack: { clients, names } }: FailureBed, lane: Lane) => {
  const { Results = [] } = await clients.sqs.send(
    new ListMessageMoveTasksCommand({ SourceArn: queueArn(names.queues[`${lane}Dlq`]), MaxResults: 10 }),
  );
  return Results;
};

/** Moves what was dead-lettered back to its lane, as the redrive does; resolves when it is there. */
export async function redrive(bed: FailureBed, lane: Lane): Promise<void> {
  const { clients, names } = bed.stack;
  await clients.sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: queueArn(names.queues[`${lane}Dlq`]),
      DestinationArn: queueArn(names.queues[lane]),
    }),
  );
  while ((await moveTasks(bed, lane)).some(({ Status }) => Status === 'RUNNING')) await pause(20);
}

/** Resolves with what is kept of a parked source. */
export const parkedRecord = (
  { stack: { clients, names } }: FailureBed,
  source: { readonly dataset: string; readonly sourceId: string },
): Promise<ParkedRecord> =>
  eventually(async () => {
    const { Body } = await clients.s3.send(
      new GetObjectCommand({ Bucket: names.quarantineBucket, Key: parkedKey(source) }),
    );
    return parkedRecordSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  });
