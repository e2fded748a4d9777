import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** The ARN of a queue, by which move tasks name it. */
export async function queueArn(client: Pick<SQSClient, 'send'>, queueUrl: string): Promise<string> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  return Attributes['QueueArn'] ?? '';
}
