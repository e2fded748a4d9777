import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { laneNames, type ResourceNames } from '@sluice/topology';
import { queueArn, type StackContext } from '../stack-context.js';

export type QueueUrls = Readonly<Record<keyof ResourceNames['queues'], string>>;

/** Both lanes with their dead-letter queues, the parked notices, and announcements that no function took. */
export async function provisionQueues({ topology, names, clients }: StackContext): Promise<QueueUrls> {
  const { queues } = topology;
  const urls: Partial<Record<keyof QueueUrls, string>> = {};
  const create = async (queue: keyof QueueUrls, attributes: Record<string, string>) => {
    const { QueueUrl } = await clients.sqs.send(
      new CreateQueueCommand({
        QueueName: names.queues[queue],
        Attributes: { MaximumMessageSize: String(queues.maxMessageBytes), ...attributes },
      }),
    );
    urls[queue] = QueueUrl;
  };
  for (const lane of laneNames) {
    const settings = queues.lanes[lane];
    const deadLetters = `${lane}Dlq` as const;
    await create(deadLetters, {
      MessageRetentionPeriod: String(settings.deadLetterRetentionSeconds),
      RedriveAllowPolicy: JSON.stringify({
        redrivePermission: 'byQueue',
        sourceQueueArns: [queueArn(names.queues[lane])],
      }),
    });
    await create(lane, {
      VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
      MessageRetentionPeriod: String(settings.retentionSeconds),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(names.queues[deadLetters]),
        maxReceiveCount: settings.maxReceiveCount,
      }),
    });
  }
  for (const queue of ['parked', 'undelivered'] as const)
    await create(queue, { MessageRetentionPeriod: String(queues.parkedRetentionSeconds) });
  return urls as QueueUrls;
}
