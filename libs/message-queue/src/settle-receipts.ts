import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type BatchResultErrorEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { errorCode } from '@sluice/aws-errors';
import { attemptOnReceipt, failedEntry, isRefusal } from './errors.js';
import type { FailedEntry } from './message.js';
import { inBatches } from './message-size.js';

export async function acknowledge(client: SQSClient, queueUrl: string, receiptHandle: string): Promise<void> {
  const command = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle });
  await attemptOnReceipt('DeleteMessage', queueUrl, () => client.send(command));
}

export async function extendVisibility(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: seconds,
  });
  await attemptOnReceipt('ChangeMessageVisibility', queueUrl, () => client.send(command));
}

export function acknowledgeAll(
  client: SQSClient,
  queueUrl: string,
  receiptHandles: readonly string[],
): Promise<{ failed: FailedEntry[] }> {
  return inTens(receiptHandles, (entries) =>
    client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: entries.map(({ id, receiptHandle }) => ({ Id: id, ReceiptHandle: receiptHandle })),
      }),
    ),
  );
}

export function extendVisibilityOfAll(
  client: SQSClient,
  queueUrl: string,
  receiptHandles: readonly string[],
  seconds: number,
): Promise<{ failed: FailedEntry[] }> {
  return inTens(receiptHandles, (entries) =>
    client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: entries.map(({ id, receiptHandle }) => ({
          Id: id,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        })),
      }),
    ),
  );
}

/** Each receipt is settled for itself, so a call that fails does not keep the others from being tried. */
async function inTens(
  receiptHandles: readonly string[],
  call: (
    entries: readonly { id: string; receiptHandle: string }[],
  ) => Promise<{ Failed?: BatchResultErrorEntry[] | undefined }>,
): Promise<{ failed: FailedEntry[] }> {
  const entries = receiptHandles.map((receiptHandle, index) => ({ id: String(index), receiptHandle }));
  const failed: FailedEntry[] = [];
  for (const batch of inBatches(entries, () => 0, { maxEntries: 10, maxBytes: 0 })) {
    try {
      const { Failed = [] } = await call(batch);
      failed.push(...Failed.map(failedEntry));
    } catch (error) {
      const code = errorCode(error);
      const unknown = isRefusal(error) ? {} : ({ mayBeDone: true } as const);
      for (const { id } of batch) failed.push({ index: Number(id), code, senderFault: false, ...unknown });
    }
  }
  return { failed: failed.sort((a, b) => a.index - b.index) };
}
