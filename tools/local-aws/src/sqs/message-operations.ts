import * as z from 'zod';
import type { AwsRequest } from '../kernel/service.js';
import { runBatch, type BatchEntry } from './batch.js';
import {
  messageAttributeSchema,
  attributesMd5,
  selectAttributes,
  type MessageAttributes,
} from './message-attributes.js';
import { checkMessage, enteringMessage, messageSizeBytes, type Message, type NewMessage } from './message.js';
import type { Queue } from './queue.js';
import type { QueueDirectory } from './queue-directory.js';
import { readReceiptHandle, receiptHandle } from './receipt-handle.js';
import { invalidParameter, missingParameter, prefixedError } from './sqs-errors.js';
import type { Operations } from './sqs.js';

const QueueUrl = z.string();
const MAX_BATCH_BYTES = 1_048_576;
const MAX_VISIBILITY_SECONDS = 43_200;

const entrySchema = z.object({
  MessageBody: z.string().nullish(),
  DelaySeconds: z.int().nullish(),
  MessageAttributes: z.record(z.string(), messageAttributeSchema).nullish(),
  MessageSystemAttributes: z.record(z.string(), messageAttributeSchema).nullish(),
  MessageGroupId: z.string().nullish(),
});
type SendEntry = z.infer<typeof entrySchema>;

const sendSchema = entrySchema.extend({ QueueUrl });
const sendBatchSchema = z.object({
  QueueUrl,
  Entries: z.array(entrySchema.extend({ Id: z.string() })).nullish(),
});

const receiveSchema = z.object({
  QueueUrl,
  AttributeNames: z.array(z.string()).nullish(),
  MessageSystemAttributeNames: z.array(z.string()).nullish(),
  MessageAttributeNames: z.array(z.string()).nullish(),
  MaxNumberOfMessages: z.int().nullish(),
  VisibilityTimeout: z.int().nullish(),
  WaitTimeSeconds: z.int().nullish(),
});

const deleteSchema = z.object({ QueueUrl, ReceiptHandle: z.string() });
const deleteBatchSchema = z.object({
  QueueUrl,
  Entries: z.array(z.object({ Id: z.string(), ReceiptHandle: z.string() })).nullish(),
});
const visibilitySchema = deleteSchema.extend({ VisibilityTimeout: z.int() });
const visibilityBatchSchema = z.object({
  QueueUrl,
  Entries: z
    .array(z.object({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.int().nullish() }))
    .nullish(),
});

/** What is done with messages. */
export function messageOperations(queues: QueueDirectory, now: () => number): Operations {
  return {
    SendMessage: (input, request) => {
      const given = sendSchema.parse(input);
      const queue = queues.byUrl(given.QueueUrl);
      return send(queue, given, request, now());
    },
    SendMessageBatch: (input, request) => {
      const { QueueUrl: url, Entries } = sendBatchSchema.parse(input);
      const queue = queues.byUrl(url);
      return runBatch(Entries, (entry) => send(queue, entry, request, now()), checkBatchSize);
    },
    ReceiveMessage: (input, request) => {
      const given = receiveSchema.parse(input);
      return receive(queues.byUrl(given.QueueUrl), given, request);
    },
    DeleteMessage: (input) => {
      const given = deleteSchema.parse(input);
      return deleteMessage(queues.byUrl(given.QueueUrl), given.ReceiptHandle);
    },
    DeleteMessageBatch: (input) => {
      const { QueueUrl: url, Entries } = deleteBatchSchema.parse(input);
      const queue = queues.byUrl(url);
      return runBatch(Entries, (entry) => deleteMessage(queue, entry.ReceiptHandle));
    },
    ChangeMessageVisibility: (input) => {
      const given = visibilitySchema.parse(input);
      return changeVisibility(
        queues.byUrl(given.QueueUrl),
        given.ReceiptHandle,
        given.VisibilityTimeout,
        now(),
      );
    },
    ChangeMessageVisibilityBatch: (input) => {
      const { QueueUrl: url, Entries } = visibilityBatchSchema.parse(input);
      const queue = queues.byUrl(url);
      return runBatch(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
        if (VisibilityTimeout == null) throw missingParameter('VisibilityTimeout');
        return changeVisibility(queue, ReceiptHandle, VisibilityTimeout, now());
      });
    },
  };
}

function newMessage(entry: SendEntry, senderId: string): NewMessage {
  const system = Object.entries(entry.MessageSystemAttributes ?? {}).map(
    ([name, { StringValue }]): [string, string] => {
      if (name !== 'AWSTraceHeader')
        throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
      return [name, StringValue ?? ''];
    },
  );
  if (entry.MessageGroupId) system.push(['MessageGroupId', entry.MessageGroupId]);
  return {
    body: entry.MessageBody ?? '',
    attributes: entry.MessageAttributes ?? {},
    systemAttributes: Object.fromEntries(system),
    senderId,
  };
}

function send(queue: Queue, entry: SendEntry, { caller }: AwsRequest, now: number) {
  const delaySeconds = entry.DelaySeconds ?? queue.settings.delaySeconds;
  checkRange('DelaySeconds', delaySeconds, 0, 900);
  const given = newMessage(entry, caller);
  checkMessage(given, queue);
  const message = enteringMessage(given, now);
  queue.add(message, delaySeconds);
  const systemMd5 = attributesMd5(entry.MessageSystemAttributes ?? {});
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.bodyMd5,
    ...(message.attributesMd5 === undefined ? {} : { MD5OfMessageAttributes: message.attributesMd5 }),
    ...(systemMd5 === undefined ? {} : { MD5OfMessageSystemAttributes: systemMd5 }),
  };
}

function checkBatchSize(entries: readonly (SendEntry & BatchEntry)[]): void {
  let size = 0;
  for (const { MessageBody, MessageAttributes } of entries) {
    size += messageSizeBytes({ body: MessageBody ?? '', attributes: MessageAttributes ?? {} });
  }
  if (size <= MAX_BATCH_BYTES) return;
  throw prefixedError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${size} bytes.`,
  );
}

async function receive(queue: Queue, given: z.infer<typeof receiveSchema>, request: AwsRequest) {
  const limit = given.MaxNumberOfMessages ?? 1;
  const timeout = given.VisibilityTimeout ?? queue.settings.visibilityTimeoutSeconds;
  const waitSeconds = given.WaitTimeSeconds ?? queue.settings.waitSeconds;
  checkRange('MaxNumberOfMessages', limit, 1, 10);
  checkRange('VisibilityTimeout', timeout, 0, MAX_VISIBILITY_SECONDS);
  checkRange('WaitTimeSeconds', waitSeconds, 0, 20);
  const messages = await queue.waitToTake({
    limit,
    visibilityTimeoutSeconds: timeout,
    waitMs: waitSeconds * 1000,
    signal: request.signal,
  });
  if (messages.length === 0) return {};
  const system = [...(given.AttributeNames ?? []), ...(given.MessageSystemAttributeNames ?? [])];
  const wanted = given.MessageAttributeNames ?? [];
  return { Messages: messages.map((message) => received(queue, message, system, wanted)) };
}

function received(queue: Queue, message: Message, system: readonly string[], wanted: readonly string[]) {
  const attributes: MessageAttributes = selectAttributes(message.attributes, wanted);
  const md5 = attributes === message.attributes ? message.attributesMd5 : attributesMd5(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(queue.id, message.id, message.receiveCount),
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    ...(system.length === 0 ? {} : { Attributes: systemAttributes(message, system) }),
    ...(md5 === undefined ? {} : { MD5OfMessageAttributes: md5, MessageAttributes: attributes }),
  };
}

function systemAttributes(message: Message, wanted: readonly string[]): Record<string, string> {
  const all: Record<string, string> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.enqueuedAtMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    ...message.systemAttributes,
    ...(message.deadLetterSourceArn === undefined
      ? {}
      : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
  if (wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

/**
 * A handle stays good after its visibility timeout, until the message is received again: from then on SQS
 * promises nothing but success, and the harsher reading is taken here, that the message stays.
 */
function deleteMessage(queue: Queue, handle: string): Record<string, never> {
  const receipt = readReceiptHandle(queue.id, handle);
  const message = queue.find(receipt.messageId);
  if (message?.receiveCount === receipt.receiveCount) queue.remove(message);
  return {};
}

function changeVisibility(queue: Queue, handle: string, seconds: number, now: number): Record<string, never> {
  checkRange('VisibilityTimeout', seconds, 0, MAX_VISIBILITY_SECONDS);
  const receipt = readReceiptHandle(queue.id, handle);
  const message = queue.find(receipt.messageId);
  if (message === undefined || message.receiveCount !== receipt.receiveCount) {
    throw invalidParameter(
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  if (message.state !== 'in-flight') {
    throw prefixedError('MessageNotInflight', 'The specified message is not in flight.');
  }
  if (now - message.lastReceivedAtMs + seconds * 1000 > MAX_VISIBILITY_SECONDS * 1000) {
    throw invalidParameter(
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].`,
    );
  }
  queue.setVisibility(message, seconds);
  return {};
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}
