import { isExpiredReceipt, QueueUnavailableError } from '../errors.js';
import type { FailedEntry } from '../message.js';
import type { ConsumedQueue, ConsumerObserver } from './consumer-options.js';
import type { HeldMessage } from './held-messages.js';

/** Calls for up to ten messages. They never throw: faults are told to the observer, and failed is whatever is listed. */
export interface QueueCalls {
  acknowledge(all: readonly HeldMessage[]): Promise<readonly FailedEntry[]>;
  hide(all: readonly HeldMessage[], seconds: number): Promise<readonly FailedEntry[]>;
}

export function createQueueCalls(
  queue: ConsumedQueue,
  queueUrl: string,
  observe: ConsumerObserver,
): QueueCalls {
  async function failedOf(
    operation: string,
    all: readonly HeldMessage[],
    call: (receipts: readonly string[]) => Promise<{ failed: readonly FailedEntry[] }>,
  ): Promise<readonly FailedEntry[]> {
    try {
      const { failed } = await call(all.map(({ message }) => message.receiptHandle));
      // A receipt that is no longer good is its message's news, and no fault.
      const codes = new Set(failed.map(({ code }) => code).filter((code) => !isExpiredReceipt(code)));
      for (const code of codes) {
        observe.fault?.(operation, new QueueUnavailableError(operation, queueUrl, code, { cause: failed }));
      }
      return failed;
    } catch (error) {
      observe.fault?.(operation, error);
      return all.map((_, index) => ({ index, code: 'unknown', senderFault: false, mayBeDone: true }));
    }
  }
  return {
    acknowledge: (all) =>
      failedOf('DeleteMessageBatch', all, (receipts) => queue.acknowledgeAll(queueUrl, receipts)),
    hide: (all, seconds) =>
      failedOf('ChangeMessageVisibilityBatch', all, (receipts) =>
        queue.extendVisibilityOfAll(queueUrl, receipts, seconds),
      ),
  };
}
