import * as z from 'zod';
import { checkRange } from './check-range.js';
import { attributeSelector, attributesMd5, type MessageAttributes } from './message-attributes.js';
import type { Message } from './message.js';
import type { Queue } from './queue.js';
import { receiptHandle } from './receipt-handle.js';
import { MAX_VISIBILITY_SECONDS } from './settle.js';
import { overLimit } from './sqs-errors.js';

export const receiveSchema = z.object({
  QueueUrl: z.string(),
  AttributeNames: z.array(z.string()).nullish(),
  MessageSystemAttributeNames: z.array(z.string()).nullish(),
  MessageAttributeNames: z.array(z.string()).nullish(),
  MaxNumberOfMessages: z.int().nullish(),
  VisibilityTimeout: z.int().nullish(),
  WaitTimeSeconds: z.int().nullish(),
});

/** @param signal aborted when the receiver is gone: it then gets nothing, so that another can */
export async function receive(queue: Queue, given: z.infer<typeof receiveSchema>, signal: AbortSignal) {
  const limit = given.MaxNumberOfMessages ?? 1;
  const timeout = given.VisibilityTimeout ?? queue.settings.visibilityTimeoutSeconds;
  const waitSeconds = given.WaitTimeSeconds ?? queue.settings.waitSeconds;
  checkRange('MaxNumberOfMessages', limit, 1, 10);
  checkRange('VisibilityTimeout', timeout, 0, MAX_VISIBILITY_SECONDS);
  checkRange('WaitTimeSeconds', waitSeconds, 0, 20);
  // A long poll is not told that too many messages are in flight: it waits and gets none.
  if (waitSeconds === 0 && queue.isFull()) throw overLimit();
  const messages = await queue.waitToTake({
    limit,
    visibilityTimeoutSeconds: timeout,
    waitMs: waitSeconds * 1000,
    signal,
  });
  queue.traffic.received += messages.length;
  // One who went away asked in vain, but not an empty queue.
  if (messages.length === 0 && !signal.aborted) queue.traffic.emptyReceives += 1;
  if (messages.length === 0) return {};
  const system = systemAttributeNames(given);
  const select = attributeSelector(given.MessageAttributeNames ?? []);
  return {
    Messages: messages.map((message) => received(queue, message, system, select(message.attributes))),
  };
}

function received(
  queue: Queue,
  message: Message,
  system: readonly SystemAttributeName[],
  attributes: MessageAttributes,
) {
  const md5 = attributes === message.attributes ? message.attributesMd5 : attributesMd5(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(queue.id, message.deliveryId, message.receiveCount),
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    // What is undefined is not written.
    Attributes: system.length === 0 ? undefined : systemAttributes(message, system),
    MD5OfMessageAttributes: md5,
    MessageAttributes: md5 === undefined ? undefined : attributes,
  };
}

const systemAttributeReaders = {
  SenderId: (message: Message) => message.senderId,
  SentTimestamp: (message: Message) => String(message.enqueuedAtMs),
  ApproximateReceiveCount: (message: Message) => String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: (message: Message) => String(message.firstReceivedAtMs),
  AWSTraceHeader: (message: Message) => message.systemAttributes['AWSTraceHeader'],
  MessageGroupId: (message: Message) => message.systemAttributes['MessageGroupId'],
  DeadLetterQueueSourceArn: (message: Message) => message.deadLetterSourceArn,
};

type SystemAttributeName = keyof typeof systemAttributeReaders;

const allSystemAttributes = Object.keys(systemAttributeReaders) as SystemAttributeName[];

/** By either of the parameters: the older one is discontinued, but served. */
function systemAttributeNames(given: z.infer<typeof receiveSchema>): readonly SystemAttributeName[] {
  const wanted = [...(given.AttributeNames ?? []), ...(given.MessageSystemAttributeNames ?? [])];
  if (wanted.includes('All')) return allSystemAttributes;
  return allSystemAttributes.filter((name) => wanted.includes(name));
}

/** One that is undefined is not written. */
function systemAttributes(message: Message, names: readonly SystemAttributeName[]) {
  const attributes: Partial<Record<SystemAttributeName, string | undefined>> = {};
  for (const name of names) attributes[name] = systemAttributeReaders[name](message);
  return attributes;
}
