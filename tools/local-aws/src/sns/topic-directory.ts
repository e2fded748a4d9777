import { randomUUID } from 'node:crypto';
import type { Instance } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: 'lambda' | 'sqs';
  /** The ARN of the function or queue. */
  readonly endpoint: string;
  /** SQS only: the message as it is, not inside a notification. */
  readonly rawMessageDelivery: boolean;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly displayName: string;
  readonly subscriptions: Map<string, Subscription>;
}

export const invalidParameter = (reason: string) =>
  new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
const notFound = (what: string) => new AwsError('NotFound', `${what} does not exist`, 404);

/** The topics of the account. */
export class TopicDirectory {
  private readonly topics = new Map<string, Topic>();

  constructor(private readonly instance: Instance) {}

  /** Returns the existing topic of that name. */
  create(name: string, displayName: string): Topic {
    if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    const arn = `arn:aws:sns:${this.instance.region}:${this.instance.accountId}:${name}`;
    const topic = this.topics.get(arn) ?? { arn, name, displayName, subscriptions: new Map() };
    this.topics.set(arn, topic);
    return topic;
  }

  /** Deleting what is not there succeeds. */
  delete(arn: string): void {
    this.topics.delete(arn);
  }

  /** Throws `NotFound`. */
  get(arn: string): Topic {
    const topic = this.topics.get(arn);
    if (topic === undefined) throw notFound('Topic');
    return topic;
  }

  /** By ARN. */
  all(): readonly Topic[] {
    return [...this.topics.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** Returns the existing subscription of the same endpoint. */
  subscribe(
    topicArn: string,
    given: Pick<Subscription, 'protocol' | 'endpoint' | 'rawMessageDelivery'>,
  ): Subscription {
    const topic = this.get(topicArn);
    for (const existing of topic.subscriptions.values()) {
      if (existing.protocol === given.protocol && existing.endpoint === given.endpoint) return existing;
    }
    const subscription = { ...given, arn: `${topicArn}:${randomUUID()}`, topicArn };
    topic.subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  /** Throws `NotFound`. */
  subscription(arn: string): Subscription {
    const found = this.topics.get(arn.slice(0, arn.lastIndexOf(':')))?.subscriptions.get(arn);
    if (found === undefined) throw notFound('Subscription');
    return found;
  }

  unsubscribe(arn: string): void {
    this.topics.get(arn.slice(0, arn.lastIndexOf(':')))?.subscriptions.delete(arn);
  }
}
