import { CreateTopicCommand, DeleteTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { freshName } from './fresh-name.js';
import { createQueue, type Queue } from './queue.js';

/** A topic for the running case alone; returns its ARN. */
export async function createTopic(name = freshName('topic')): Promise<string> {
  const { TopicArn } = await clients.sns.send(new CreateTopicCommand({ Name: name }));
  onTestFinished(async () => {
    await clients.sns.send(new DeleteTopicCommand({ TopicArn }));
  });
  return TopicArn as string;
}

/** A queue that lets the topic send to it. */
export function createQueueForTopic(topicArn: string): Promise<Queue> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  // With the queue, not after it: a policy that is set later takes up to a minute to hold.
  return createQueue({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
}

export interface SubscribedQueue extends Queue {
  readonly subscriptionArn: string;
}

/** A queue that gets what is published; the subscription goes with its topic. */
export async function subscribeQueue(
  topicArn: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<SubscribedQueue> {
  const queue = await createQueueForTopic(topicArn);
  const { SubscriptionArn } = await clients.sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: queue.arn,
      Attributes: { ...attributes },
    }),
  );
  return { ...queue, subscriptionArn: SubscriptionArn as string };
}
