import { attributesSizeBytes, readMessageAttributes, type MessageAttributes } from './message-attributes.js';
import { required } from './query-fields.js';
import { invalidParameter, notImplemented } from './sns-errors.js';

/** What a publisher hands over. */
export interface Notification {
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: MessageAttributes;
}

const LIMIT_BYTES = 262_144;

/** The message of a `Publish` request. Throws what SNS answers to one that it does not take. */
export function readNotification(query: URLSearchParams): Notification {
  if (query.has('MessageStructure')) throw notImplemented('MessageStructure');
  if (query.has('MessageGroupId')) throw notImplemented('MessageGroupId');
  if (query.has('MessageDeduplicationId')) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  const notification = {
    subject: query.get('Subject') ?? undefined,
    message: required(query, 'Message'),
    attributes: readMessageAttributes(query),
  };
  checkNotification(notification);
  return notification;
}

/** Throws `InvalidParameter`. */
export function checkNotification({ subject, message, attributes }: Notification): void {
  if (message === '') throw invalidParameter('Empty message');
  if (Buffer.byteLength(message) + attributesSizeBytes(attributes) > LIMIT_BYTES) {
    throw invalidParameter('Message too long');
  }
  if (subject === undefined) return;
  if (subject === '' || [...subject].length > 100 || /\p{Cc}/u.test(subject))
    throw invalidParameter('Subject');
}
