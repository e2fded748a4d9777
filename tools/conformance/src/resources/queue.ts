import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
} from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { freshName } from './fresh-name.js';

export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
}

export type QueueAttributes = Partial<Record<QueueAttributeName, string>>;

/** A queue for the running case alone. */
export async function createQueue(
  attributes: QueueAttributes = {},
  name = freshName('queue'),
): Promise<Queue> {
  const { sqs } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  onTestFinished(async () => {
    // A case may have deleted it already.
    await sqs.send(new DeleteQueueCommand({ QueueUrl })).catch(() => undefined);
  });
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { name, url: QueueUrl as string, arn: Attributes?.['QueueArn'] as string };
}

/** A queue and its dead-letter queue. */
export async function createQueueWithDlq(
  maxReceiveCount: number,
  attributes: QueueAttributes = {},
  dlqAttributes: QueueAttributes = {},
): Promise<{ readonly queue: Queue; readonly dlq: Queue }> {
  const dlq = await createQueue(dlqAttributes);
  const queue = await createQueue({ ...attributes, ...deadLettersTo(dlq.arn, maxReceiveCount) });
  return { queue, dlq };
}

/** The attribute that makes another queue the dead-letter queue of this one. */
export const deadLettersTo = (deadLetterTargetArn: string, maxReceiveCount: number): QueueAttributes => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
});
