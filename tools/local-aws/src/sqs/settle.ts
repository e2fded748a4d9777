import { checkRange } from './check-range.js';
import type { Queue } from './queue.js';
import { readReceiptHandle } from './receipt-handle.js';
import { invalidParameter } from './sqs-errors.js';

/** Twelve hours, from a message's receive. */
export const MAX_VISIBILITY_SECONDS = 43_200;

/**
 * A handle stays good after its visibility timeout, until the message is received again: from then on SQS
 * promises nothing but success, and the harsher reading is taken here, that the message stays.
 */
export function deleteMessage(queue: Queue, handle: string): Record<string, never> {
  const receipt = readReceiptHandle(queue.id, handle);
  const message = queue.find(receipt.deliveryId);
  queue.traffic.deleted += 1;
  if (message?.receiveCount === receipt.receiveCount) queue.remove(message);
  return {};
}

/**
 * Of a message in flight, by any of its handles, as AWS was seen to do. A message that is visible again stays so,
 * although AWS says that all is well.
 */
export function changeVisibility(
  queue: Queue,
  handle: string,
  seconds: number,
  now: number,
): Record<string, never> {
  checkRange('VisibilityTimeout', seconds, 0, MAX_VISIBILITY_SECONDS);
  const message = queue.find(readReceiptHandle(queue.id, handle).deliveryId);
  if (message === undefined) {
    throw invalidParameter(
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  if (now - message.lastReceivedAtMs + seconds * 1000 > MAX_VISIBILITY_SECONDS * 1000) {
    throw invalidParameter(
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds].`,
    );
  }
  if (message.state === 'in-flight') queue.setVisibility(message, seconds);
  return {};
}
