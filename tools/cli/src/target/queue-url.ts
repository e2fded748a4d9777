import { GetQueueUrlCommand, QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs';
import { CliError } from '../cli-error.js';
import type { Target } from './resolve-target.js';

/** The URL of a queue by its name; throws what to say when this deployment has none of the name. */
export async function queueUrl(
  client: Pick<SQSClient, 'send'>,
  name: string,
  { environment }: Pick<Target, 'environment'>,
): Promise<string> {
  try {
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    return QueueUrl;
  } catch (error) {
    if (error instanceof QueueDoesNotExist)
      throw new CliError(`there is no queue ${name}: is ${environment} deployed at this endpoint?`);
    throw error;
  }
}
