import { XMLBuilder } from 'fast-xml-parser';
import type { FunctionInvoker, Instance, QueueSender, TopicPublisher } from '../kernel/ports.js';
import { operationNamed, type AwsRequest, type AwsResponse, type AwsService } from '../kernel/service.js';
import { publish } from './publish.js';
import { readEntries, readMessageAttributes, readTarget, required } from './query-fields.js';
import { TopicDirectory, type Subscription } from './topic-directory.js';

const PAGE = 100;

/** By name; returns the content of the result element, undefined where the operation has none. */
type Operation = (query: URLSearchParams) => object | undefined;

/**
 * SNS over the Query protocol, in memory, with functions and queues as targets.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/
 */
export function createSns(
  instance: Instance,
  targets: { readonly queues: QueueSender; readonly functions: FunctionInvoker },
): AwsService & TopicPublisher {
  const topics = new TopicDirectory(instance);
  const operations = topicOperations(instance, topics, targets);
  return {
    name: 'sns',
    protocol: 'query',
    handle: async (request) => {
      const operation = operationNamed(operations, 'query', request.operation);
      return answer(request, operation(request.query));
    },
    publish: async (topicArn, subject, message) => {
      publish(instance, targets, topics.get(topicArn), { subject, message, attributes: {} });
    },
    close: async () => undefined,
  };
}

function topicOperations(
  instance: Instance,
  topics: TopicDirectory,
  targets: { readonly queues: QueueSender; readonly functions: FunctionInvoker },
): Readonly<Record<string, Operation>> {
  const member = ({ arn, topicArn, protocol, endpoint }: Subscription) => ({
    SubscriptionArn: arn,
    Owner: instance.accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });
  const all = () => topics.all().flatMap(({ subscriptions }) => [...subscriptions.values()]);
  return {
    CreateTopic: (query) => {
      const { DisplayName = '' } = readEntries(query, 'Attributes');
      return { TopicArn: topics.create(required(query, 'Name'), DisplayName).arn };
    },
    DeleteTopic: (query) => void topics.delete(required(query, 'TopicArn')),
    ListTopics: (query) =>
      page(
        'Topics',
        topics.all().map(({ arn }) => ({ TopicArn: arn })),
        query,
      ),
    GetTopicAttributes: (query) => {
      const topic = topics.get(required(query, 'TopicArn'));
      return attributes({
        TopicArn: topic.arn,
        Owner: instance.accountId,
        DisplayName: topic.displayName,
        SubscriptionsConfirmed: String(topic.subscriptions.size),
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
      });
    },
    Subscribe: (query) => ({
      SubscriptionArn: topics.subscribe(required(query, 'TopicArn'), readTarget(query)).arn,
    }),
    Unsubscribe: (query) => void topics.unsubscribe(required(query, 'SubscriptionArn')),
    ListSubscriptions: (query) => page('Subscriptions', all().map(member), query),
    ListSubscriptionsByTopic: (query) => {
      const topic = topics.get(required(query, 'TopicArn'));
      return page('Subscriptions', [...topic.subscriptions.values()].map(member), query);
    },
    GetSubscriptionAttributes: (query) => {
      const subscription = topics.subscription(required(query, 'SubscriptionArn'));
      return attributes({
        ...member(subscription),
        RawMessageDelivery: String(subscription.rawMessageDelivery),
      });
    },
    Publish: (query) => {
      const topic = topics.get(query.get('TopicArn') ?? required(query, 'TargetArn'));
      const notification = {
        subject: query.get('Subject') ?? undefined,
        message: query.get('Message') ?? '',
        attributes: readMessageAttributes(query),
      };
      return { MessageId: publish(instance, targets, topic, notification) };
    },
  };
}

const attributes = (values: Readonly<Record<string, string>>) => ({
  Attributes: { entry: Object.entries(values).map(([key, value]) => ({ key, value })) },
});

/** A hundred at a time; the token is a position. */
function page(field: string, members: readonly object[], query: URLSearchParams) {
  const start = Number(query.get('NextToken') ?? 0) || 0;
  const end = start + PAGE;
  return {
    [field]: { member: members.slice(start, end) },
    ...(end < members.length ? { NextToken: String(end) } : {}),
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
