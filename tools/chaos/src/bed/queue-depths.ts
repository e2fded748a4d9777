import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { LocalStack, QueueUrls } from '@sluice/local-stack';

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Messages of a queue, visible, in flight or delayed. */
export async function depthOf({ clients, queueUrls }: LocalStack, queue: keyof QueueUrls): Promise<number> {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrls[queue], AttributeNames: [...counts] }),
  );
  return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
