import { hash, randomUUID } from 'node:crypto';
import type { Queue } from './queue.js';
import {
  attributesMd5,
  attributesSizeBytes,
  checkAttributes,
  type MessageAttributes,
} from './message-attributes.js';
import { invalidParameter, missingParameter, sqsError } from './sqs-errors.js';
import { isAllowedText } from './text.js';

/** What a sender hands over. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `AWSTraceHeader` and `MessageGroupId`, when given. */
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly senderId: string;
}

/** A message in a queue. */
export interface Message extends NewMessage {
  readonly id: string;
  /** The message's id, unless this is a further delivery of it: those share the id, and nothing else. */
  readonly deliveryId: string;
  readonly bodyMd5: string;
  readonly attributesMd5: string | undefined;
  /** Retention counts from here; a native move to the dead-letter queue keeps it. */
  readonly enqueuedAtMs: number;
  /** The queue that this message was dead-lettered from, by SQS itself. */
  readonly deadLetterSourceArn: string | undefined;
  /** When it came into this very queue; what the age gauge of a dead-letter queue counts from. */
  readonly arrivedAtMs: number;
  state: 'ready' | 'delayed' | 'in-flight' | 'gone';
  receiveCount: number;
  /** Since it came into this very queue. A dead-letter queue goes on with `receiveCount`, not with this. */
  receivesHere: number;
  firstReceivedAtMs: number | undefined;
  lastReceivedAtMs: number;
  /** Counts changes of state, so that entries left behind in lists and heaps are known to be dead. */
  stamp: number;
}

/** Throws what SQS answers to a message that it does not take. */
export function checkMessage(message: NewMessage, queue: Pick<Queue, 'settings'>): void {
  if (message.body === '') throw missingParameter('MessageBody');
  if (!isAllowedText(message.body)) {
    throw sqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  checkAttributes(message.attributes);
  const limit = queue.settings.maximumMessageSizeBytes;
  if (messageSizeBytes(message) > limit) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
}

export const messageSizeBytes = ({ body, attributes }: Pick<NewMessage, 'body' | 'attributes'>): number =>
  Buffer.byteLength(body) + attributesSizeBytes(attributes);

/** A message as it enters a queue for the first time. */
export const enteringMessage = (message: NewMessage, now: number): Message =>
  newborn(message, hash('md5', message.body), attributesMd5(message.attributes), now);

/** Written out member by member: objects put together by spreading are slow to make, and each send makes one. */
function newborn(
  { body, attributes, systemAttributes, senderId }: NewMessage,
  bodyMd5: string,
  md5OfAttributes: string | undefined,
  now: number,
): Message {
  const id = randomUUID();
  return {
    body,
    attributes,
    systemAttributes,
    senderId,
    bodyMd5,
    attributesMd5: md5OfAttributes,
    id,
    deliveryId: id,
    enqueuedAtMs: now,
    arrivedAtMs: now,
    deadLetterSourceArn: undefined,
    state: 'ready',
    receiveCount: 0,
    receivesHere: 0,
    firstReceivedAtMs: undefined,
    lastReceivedAtMs: 0,
    stamp: 0,
  };
}

/** As SQS moves it to a dead-letter queue: same id, same age, same count. */
export const deadLettered = (message: Message, sourceArn: string, now: number): Message => ({
  ...message,
  deadLetterSourceArn: sourceArn,
  arrivedAtMs: now,
  state: 'ready',
  receivesHere: 0,
  stamp: 0,
});

/** As a move task delivers it: body and attributes stay; id, age and counts start again. */
export const redriven = (message: Message, now: number): Message =>
  newborn(message, message.bodyMd5, message.attributesMd5, now);

/**
 * A message that enters a queue, once for each time that it arrives there, with the milliseconds until then. Each is
 * received and deleted for itself, as the copies on several servers of SQS are.
 */
export const deliveries = (
  message: Message,
  arrivals: readonly number[],
): readonly (readonly [delivery: Message, laterMs: number])[] =>
  arrivals.map((laterMs, n) => [
    n === 0 ? message : { ...message, deliveryId: `${message.id}/${n}` },
    laterMs,
  ]);
