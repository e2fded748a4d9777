import { randomUUID } from 'node:crypto';
import type { FunctionInvoker, Instance, QueueSender } from '../kernel/ports.js';
import { invalidParameter, type Subscription, type Topic } from './topic-directory.js';

export interface MessageAttribute {
  readonly Type: string;
  readonly Value: string;
}

export interface Notification {
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

const MAX_MESSAGE_BYTES = 262_144;

/**
 * Hands a message to every subscription of a topic; a target that refuses is a warning, as SNS answers the
 * publisher before it delivers. Returns the message id. Throws `InvalidParameter`.
 */
export function publish(
  instance: Instance,
  targets: { readonly queues: QueueSender; readonly functions: FunctionInvoker },
  topic: Topic,
  notification: Notification,
): string {
  checkNotification(notification);
  const messageId = randomUUID();
  const published = {
    ...notification,
    topic,
    messageId,
    timestamp: new Date(instance.clock.now()).toISOString(),
  };
  for (const subscription of topic.subscriptions.values()) {
    deliver(instance, targets, subscription, published).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      instance.warn(`sns: ${messageId} of ${topic.name} did not reach ${subscription.endpoint}: ${reason}`);
    });
  }
  return messageId;
}

function checkNotification({ subject, message }: Notification): void {
  if (message === '') throw invalidParameter('Empty message');
  if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
  if (subject === undefined) return;
  if (subject.length === 0 || subject.length > 100 || !/^[\x20-\x7e]+$/.test(subject))
    throw invalidParameter('Subject');
}

interface Published extends Notification {
  readonly topic: Topic;
  readonly messageId: string;
  readonly timestamp: string;
}

async function deliver(
  instance: Instance,
  targets: { readonly queues: QueueSender; readonly functions: FunctionInvoker },
  subscription: Subscription,
  published: Published,
): Promise<void> {
  const { protocol, endpoint, rawMessageDelivery } = subscription;
  if (protocol === 'lambda')
    return targets.functions.invokeEvent(endpoint, lambdaEvent(instance, subscription, published));
  if (!rawMessageDelivery)
    return targets.queues.send(endpoint, JSON.stringify(envelope(instance, subscription, published)));
  const strings = Object.entries(published.attributes).map(([name, { Value }]) => [name, Value] as const);
  return targets.queues.send(endpoint, published.message, Object.fromEntries(strings));
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
function envelope(instance: Instance, subscription: Subscription, published: Published) {
  const { subject, attributes } = published;
  return {
    Type: 'Notification',
    MessageId: published.messageId,
    TopicArn: published.topic.arn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: published.message,
    Timestamp: published.timestamp,
    ...signature(instance, subscription, 'URL'),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function lambdaEvent(instance: Instance, subscription: Subscription, published: Published) {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: 'Notification',
          MessageId: published.messageId,
          TopicArn: published.topic.arn,
          // Present and null, unlike in the envelope.
          Subject: published.subject ?? null,
          Message: published.message,
          Timestamp: published.timestamp,
          // Spelt `Url` here and `URL` in the envelope.
          ...signature(instance, subscription, 'Url'),
          MessageAttributes: published.attributes,
        },
      },
    ],
  };
}

/** Nothing signs here; the fields stand where receivers may look for them. */
function signature<U extends 'URL' | 'Url'>(
  instance: Instance,
  { arn }: Subscription,
  url: U,
): Record<string, string> {
  return {
    SignatureVersion: '1',
    Signature: 'unsigned',
    [`SigningCert${url}`]: `${instance.endpoint()}/SimpleNotificationService.pem`,
    [`Unsubscribe${url}`]: `${instance.endpoint()}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
  };
}
