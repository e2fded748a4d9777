import { randomUUID } from 'node:crypto';
import { XMLBuilder } from 'fast-xml-parser';
import { Deliveries } from '../kernel/deliveries.js';
import type { Instance, TopicPublisher } from '../kernel/ports.js';
import { operationNamed, type AwsRequest, type AwsResponse, type AwsService } from '../kernel/service.js';
import { retryPauseMs } from './delivery-retries.js';
import { handOver, type SubscriptionTargets } from './hand-over.js';
import { checkNotification, type Notification } from './notification.js';
import { TopicDirectory, type Topic } from './topic-directory.js';
import { topicOperations } from './topic-operations.js';

/**
 * SNS over the Query protocol, in memory, with functions and queues as targets.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/
 */
export function createSns(instance: Instance, targets: SubscriptionTargets): AwsService & TopicPublisher {
  const topics = new TopicDirectory(instance);
  const deliveries = new Deliveries(instance, retryPauseMs);
  /** Returns the message id. */
  const publish = (topic: Topic, notification: Notification): string => {
    checkNotification(notification);
    const timestamp = new Date(instance.clock.now()).toISOString();
    const published = { ...notification, topicArn: topic.arn, messageId: randomUUID(), timestamp };
    for (const subscription of topic.subscriptions.values()) {
      deliveries.start({
        service: 'sns',
        resource: topic.arn,
        what: `${published.messageId} of ${topic.arn} to ${subscription.endpoint}`,
        hand: () => handOver(instance, targets, subscription, published),
      });
    }
    return published.messageId;
  };
  const operations = topicOperations(instance, topics, publish);
  return {
    name: 'sns',
    protocol: 'query',
    handle: async (request) => {
      const operation = operationNamed(operations, 'query', request.operation);
      return answer(request, operation(request.query));
    },
    publish: async (topicArn, subject, message) => {
      publish(topics.get(topicArn), { subject, message, attributes: {} });
    },
    close: async () => deliveries.close(),
  };
}

const builder = new XMLBuilder({ suppressEmptyNode: false });

function answer({ operation, requestId }: AwsRequest, result: object | undefined): AwsResponse {
  const content = {
    ...(result === undefined ? {} : { [`${operation}Result`]: result }),
    ResponseMetadata: { RequestId: requestId },
  };
  const xml = builder.build(content) as string;
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${xml}</${operation}Response>`,
  };
}
