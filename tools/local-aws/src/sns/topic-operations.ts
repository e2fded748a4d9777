import type { Instance } from '../kernel/ports.js';
import { readNotification, type Notification } from './notification.js';
import { readEntries, required, requiredArn } from './query-fields.js';
import { invalidParameter, notImplemented } from './sns-errors.js';
import { readRawMessageDelivery, readTarget } from './subscription-attributes.js';
import type { Subscription, Topic, TopicDirectory } from './topic-directory.js';

const PAGE = 100;

/** Returns the content of the result element, undefined where the operation has none. */
export type Operation = (query: URLSearchParams) => object | undefined;

/** By name. `publish` returns the message id. */
export function topicOperations(
  instance: Instance,
  topics: TopicDirectory,
  publish: (topic: Topic, notification: Notification) => string,
): Readonly<Record<string, Operation>> {
  const member = ({ arn, topicArn, protocol, endpoint }: Subscription) => ({
    SubscriptionArn: arn,
    Owner: instance.accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });
  return {
    CreateTopic: (query) => {
      const [attribute] = readEntries(query, 'Attributes').keys();
      if (attribute !== undefined) throw notImplemented(`the attribute ${attribute}`);
      return { TopicArn: topics.create(required(query, 'Name')).arn };
    },
    DeleteTopic: (query) => void topics.delete(requiredArn(query, 'TopicArn')),
    ListTopics: (query) => {
      const arns = topics.all().map(({ arn }) => ({ TopicArn: arn }));
      return page('Topics', arns, query);
    },
    Subscribe: (query) => {
      const topicArn = requiredArn(query, 'TopicArn');
      const target = readTarget(required(query, 'Protocol'), query.get('Endpoint') ?? '');
      const raw = [...readEntries(query, 'Attributes')].map(([name, value]) =>
        readRawMessageDelivery(target.protocol, name, value),
      );
      return { SubscriptionArn: topics.subscribe(topicArn, target, raw.at(-1)).arn };
    },
    Unsubscribe: (query) => void topics.unsubscribe(requiredArn(query, 'SubscriptionArn')),
    ListSubscriptionsByTopic: (query) => {
      const { subscriptions } = topics.get(requiredArn(query, 'TopicArn'));
      return page('Subscriptions', [...subscriptions.values()].map(member), query);
    },
    GetSubscriptionAttributes: (query) => {
      const subscription = topics.subscription(requiredArn(query, 'SubscriptionArn'));
      const attributes = {
        ...member(subscription),
        RawMessageDelivery: String(subscription.rawMessageDelivery),
        PendingConfirmation: 'false',
        ConfirmationWasAuthenticated: 'true',
      };
      return {
        Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) },
      };
    },
    SetSubscriptionAttributes: (query) => {
      const { arn, protocol } = topics.subscription(requiredArn(query, 'SubscriptionArn'));
      const value = query.get('AttributeValue') ?? '';
      const raw = readRawMessageDelivery(protocol, required(query, 'AttributeName'), value);
      topics.setRawMessageDelivery(arn, raw);
      return undefined;
    },
    Publish: (query) => {
      if (query.has('PhoneNumber')) throw notImplemented('PhoneNumber');
      const field = ['TopicArn', 'TargetArn'].find((each) => query.has(each));
      if (field === undefined) {
        throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
      }
      const topic = topics.get(requiredArn(query, field));
      return { MessageId: publish(topic, readNotification(query)) };
    },
  };
}

/** A hundred at a time; the token is a position. Throws `InvalidParameter` for one that is none. */
function page(field: string, members: readonly object[], query: URLSearchParams) {
  const token = query.get('NextToken') ?? '0';
  if (!/^\d{1,9}$/.test(token)) throw invalidParameter('NextToken');
  const start = Number(token);
  const end = start + PAGE;
  return {
    [field]: { member: members.slice(start, end) },
    ...(end < members.length ? { NextToken: String(end) } : {}),
  };
}
