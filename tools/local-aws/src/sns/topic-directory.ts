import { randomUUID } from 'node:crypto';
import type { Instance } from '../kernel/ports.js';
import { invalidParameter, notFound } from './sns-errors.js';

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
  /** By ARN. */
  readonly subscriptions: Map<string, Subscription>;
}

/** The topics of the account. */
export class TopicDirectory {
  private readonly topics = new Map<string, Topic>();

  constructor(private readonly instance: Instance) {}

  /** Returns the existing topic of that name. Throws `InvalidParameter`. */
  create(name: string): Topic {
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    const arn = `arn:aws:sns:${this.instance.region}:${this.instance.accountId}:${name}`;
    const topic = this.topics.get(arn) ?? { arn, subscriptions: new Map() };
    this.topics.set(arn, topic);
    return topic;
  }

  /** With its subscriptions. Deleting what is not there succeeds. */
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

  /**
   * Returns the existing subscription of the same endpoint. Throws `NotFound` without the topic, `InvalidParameter`
   * where the existing one delivers otherwise. `rawMessageDelivery` is undefined where nothing was said.
   */
  subscribe(
    topicArn: string,
    target: Pick<Subscription, 'protocol' | 'endpoint'>,
    rawMessageDelivery: boolean | undefined,
  ): Subscription {
    const { subscriptions } = this.get(topicArn);
    for (const existing of subscriptions.values()) {
      if (existing.protocol !== target.protocol || existing.endpoint !== target.endpoint) continue;
      if (rawMessageDelivery !== undefined && rawMessageDelivery !== existing.rawMessageDelivery) {
        throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
      }
      return existing;
    }
    const arn = `${topicArn}:${randomUUID()}`;
    const subscription = { ...target, arn, topicArn, rawMessageDelivery: rawMessageDelivery ?? false };
    subscriptions.set(arn, subscription);
    return subscription;
  }

  /** Throws `NotFound`. */
  subscription(arn: string): Subscription {
    const found = this.#subscriptionsBeside(arn)?.get(arn);
    if (found === undefined) throw notFound('Subscription');
    return found;
  }

  /** Throws `NotFound`. */
  setRawMessageDelivery(arn: string, rawMessageDelivery: boolean): void {
    const changed = { ...this.subscription(arn), rawMessageDelivery };
    this.#subscriptionsBeside(arn)?.set(arn, changed);
  }

  /** Ending what is not there succeeds. */
  unsubscribe(arn: string): void {
    this.#subscriptionsBeside(arn)?.delete(arn);
  }

  #subscriptionsBeside(arn: string): Map<string, Subscription> | undefined {
    return this.topics.get(arn.slice(0, arn.lastIndexOf(':')))?.subscriptions;
  }
}
