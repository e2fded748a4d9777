import * as z from 'zod';
import type { EntryFaults } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import { runBatch } from './batch.js';
import type { QueueDirectory } from './queue-directory.js';
import { receive, receiveSchema } from './receive.js';
import { checkBatchSize, send, sendEntrySchema } from './send.js';
import { changeVisibility, deleteMessage } from './settle.js';
import { missingParameter } from './sqs-errors.js';
import type { Operations } from './sqs.js';

const QueueUrl = z.string();

const Id = z.string();
const receiptSchema = z.object({ ReceiptHandle: z.string() });
const batchOf = <E extends z.ZodType>(entry: E) => z.object({ QueueUrl, Entries: z.array(entry).nullish() });

const sendSchema = sendEntrySchema.extend({ QueueUrl });
const sendBatchSchema = batchOf(sendEntrySchema.extend({ Id }));
const deleteSchema = receiptSchema.extend({ QueueUrl });
const deleteBatchSchema = batchOf(receiptSchema.extend({ Id }));
const visibilitySchema = deleteSchema.extend({ VisibilityTimeout: z.int() });
const visibilityBatchSchema = batchOf(receiptSchema.extend({ Id, VisibilityTimeout: z.int().nullish() }));

/** What is done with messages. */
export function messageOperations(
  queues: QueueDirectory,
  entries: EntryFaults,
  now: () => number,
): Operations {
  return {
    SendMessage: (input, { caller }) => {
      const given = sendSchema.parse(input);
      return send(queues.byUrl(given.QueueUrl), given, { queues, caller, now: now() });
    },
    SendMessageBatch: (input, { caller }) => {
      const { QueueUrl: url, Entries } = sendBatchSchema.parse(input);
      const queue = queues.byUrl(url);
      const target = { service: 'sqs', operation: 'SendMessageBatch', resource: queue.url };
      return runBatch(
        Entries,
        (entry) => {
          const strike = entries.strikeEntry(target);
          if (strike !== undefined) throw entryFailure(strike.code);
          return send(queue, entry, { queues, caller, now: now() });
        },
        checkBatchSize,
      );
    },
    ReceiveMessage: (input, { signal }) => {
      const given = receiveSchema.parse(input);
      return receive(queues.byUrl(given.QueueUrl), given, signal);
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
      const { QueueUrl: url, ReceiptHandle, VisibilityTimeout } = visibilitySchema.parse(input);
      return changeVisibility(queues.byUrl(url), ReceiptHandle, VisibilityTimeout, now());
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

const entryFailure = (code = 'InternalError'): AwsError =>
  new AwsError(code, 'The entry failed; the others may have succeeded.', 500);
