import * as z from 'zod';
import type { BatchEntry } from './batch.js';
import { checkRange } from './check-range.js';
import { attributesMd5, messageAttributeSchema } from './message-attributes.js';
import { checkMessage, enteringMessage, messageSizeBytes, type NewMessage } from './message.js';
import type { Queue } from './queue.js';
import type { QueueDirectory } from './queue-directory.js';
import { invalidParameter, prefixedError } from './sqs-errors.js';

const MAX_BATCH_BYTES = 1_048_576;

export const sendEntrySchema = z.object({
  MessageBody: z.string().nullish(),
  DelaySeconds: z.int().nullish(),
  MessageAttributes: z.record(z.string(), messageAttributeSchema).nullish(),
  MessageSystemAttributes: z.record(z.string(), messageAttributeSchema).nullish(),
  MessageGroupId: z.string().nullish(),
  MessageDeduplicationId: z.string().nullish(),
});

export type SendEntry = z.infer<typeof sendEntrySchema>;

/** What a sender has to do with it. */
export interface Sending {
  readonly queues: QueueDirectory;
  /** The access key id of the sender. */
  readonly caller: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function send(queue: Queue, entry: SendEntry, { queues, caller, now }: Sending) {
  if (entry.DelaySeconds != null) checkRange('DelaySeconds', entry.DelaySeconds, 0, 900);
  const given = newMessage(entry, caller);
  checkMessage(given, queue);
  const message = enteringMessage(given, now);
  queues.deliver(message, queue, entry.DelaySeconds ?? undefined);
  const systemMd5 = attributesMd5(entry.MessageSystemAttributes ?? noAttributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.bodyMd5,
    ...(message.attributesMd5 === undefined ? {} : { MD5OfMessageAttributes: message.attributesMd5 }),
    ...(systemMd5 === undefined ? {} : { MD5OfMessageSystemAttributes: systemMd5 }),
  };
}

const noAttributes = {};

function newMessage(entry: SendEntry, senderId: string): NewMessage {
  if (entry.MessageDeduplicationId != null) throw unknownToStandardQueues('MessageDeduplicationId', entry);
  return {
    body: entry.MessageBody ?? '',
    attributes: entry.MessageAttributes ?? noAttributes,
    systemAttributes: systemAttributes(entry),
    senderId,
  };
}

function systemAttributes(entry: SendEntry): NewMessage['systemAttributes'] {
  const { MessageSystemAttributes: given, MessageGroupId: group } = entry;
  if (given == null && group == null) return noAttributes;
  const kept: Record<string, string> = {};
  for (const [name, { StringValue }] of Object.entries(given ?? {})) {
    if (name !== 'AWSTraceHeader') {
      throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
    }
    kept[name] = StringValue ?? '';
  }
  if (group == null) return kept;
  if (!/^[!-~]{1,128}$/.test(group)) {
    throw invalidParameter(
      `Value ${group} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
  return { ...kept, MessageGroupId: group };
}

const unknownToStandardQueues = (name: 'MessageDeduplicationId', entry: SendEntry) =>
  invalidParameter(
    `Value ${entry[name]} for parameter ${name} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  );

/** Throws `BatchRequestTooLong` for entries that are too large together. */
export function checkBatchSize(entries: readonly (SendEntry & BatchEntry)[]): void {
  let size = 0;
  for (const { MessageBody, MessageAttributes } of entries) {
    size += messageSizeBytes({ body: MessageBody ?? '', attributes: MessageAttributes ?? noAttributes });
  }
  if (size <= MAX_BATCH_BYTES) return;
  throw prefixedError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${size} bytes.`,
  );
}
