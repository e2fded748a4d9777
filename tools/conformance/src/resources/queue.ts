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

/** A queue for the running case alone. */
export async function createQueue(
  attributes: Partial<Record<QueueAttributeName, string>> = {},
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
  attributes: Partial<Record<QueueAttributeName, string>> = {},
): Promise<{ readonly queue: Queue; readonly dlq: Queue }> {
  const dlq = await createQueue();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount });
  return { queue: await createQueue({ ...attributes, RedrivePolicy }), dlq };
}
