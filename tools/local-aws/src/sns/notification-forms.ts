import type { Instance, QueueMessageAttribute } from '../kernel/ports.js';
import type { Notification } from './notification.js';
import type { Subscription } from './topic-directory.js';

/** A notification once SNS has taken it. */
export interface PublishedNotification extends Notification {
  readonly topicArn: string;
  readonly messageId: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/**
 * What a queue gets unless it asked for raw delivery.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function envelope(
  instance: Instance,
  subscription: Subscription,
  published: PublishedNotification,
): object {
  const { subject, attributes } = published;
  return {
    Type: 'Notification',
    MessageId: published.messageId,
    TopicArn: published.topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: published.message,
    Timestamp: published.timestamp,
    ...signature(instance, subscription, 'URL'),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
}

/**
 * What a function is invoked with.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function functionEvent(
  instance: Instance,
  subscription: Subscription,
  published: PublishedNotification,
): object {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: 'Notification',
          MessageId: published.messageId,
          TopicArn: published.topicArn,
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

/** With raw delivery the attributes become those of the queue's own message. */
export const queueAttributes = ({
  attributes,
}: PublishedNotification): Readonly<Record<string, QueueMessageAttribute>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { Type, Value }]) => [name, { dataType: Type, value: Value }]),
  );

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
