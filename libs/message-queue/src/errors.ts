import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { errorCode } from '@sluice/aws-errors';
import type { FailedEntry } from './message.js';

/**
 * SQS could not be reached, refused or throttled the call after the SDK's own retries. The environment's fault:
 * nothing is known to have happened, and doing it again is safe (a send may then arrive twice).
 */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';

  constructor(
    /** For example `ReceiveMessage`. */
    readonly operation: string,
    /** The queue's URL or ARN. */
    readonly queue: string,
    /** SQS's error code, or the network's, such as `ECONNREFUSED`. */
    readonly code: string,
    options: { cause: unknown },
  ) {
    super(`${operation} on ${queue} failed: ${code}`, options);
  }
}

/**
 * The message is no longer this receiver's: its visibility ended, or it was deleted. It is received again unless
 * it was acknowledged; whoever holds the newer receipt decides.
 */
export class ReceiptExpiredError extends Error {
  override readonly name = 'ReceiptExpiredError';

  constructor(
    readonly queue: string,
    readonly code: string,
    options: { cause: unknown },
  ) {
    super(`a receipt of ${queue} is no longer valid: ${code}`, options);
  }
}

/** Why a message can no longer be kept hidden by this receiver. */
export type VisibilityLoss =
  'not extended in time' | 'not settled in time' | 'held too long' | 'receipt expired';

/**
 * A consumer can no longer promise that nobody else receives the message. Its work is aborted with this as reason,
 * before its visibility ends; the message is neither deleted nor hidden by this receiver, and comes again.
 */
export class VisibilityLostError extends Error {
  override readonly name = 'VisibilityLostError';

  constructor(
    readonly queue: string,
    readonly messageId: string,
    readonly why: VisibilityLoss,
    options?: { cause: unknown },
  ) {
    super(`message ${messageId} of ${queue} is no longer ours: ${why}`, options);
  }
}

/**
 * `InvalidParameterValue` is what AWS answers where its documentation says `MessageNotInflight`, for a message that was
 * deleted, and for one whose twelve hours are over. It stands for a message only where the call is about a receipt: the
 * other parameters of such calls are ours, and valid.
 */
const expiredReceiptCodes = new Set([
  'MessageNotInflight',
  'ReceiptHandleIsInvalid',
  'InvalidParameterValue',
  'InvalidParameterValueException',
]);

/** Of a call about a receipt. */
export const isExpiredReceipt = (code: string): boolean => expiredReceiptCodes.has(code);

/** Whether SQS itself said no, so that nothing was done; without an answer, or with one of a broken server, who knows. */
export const isRefusal = (error: unknown): boolean => {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
};

/** Runs one call of the SDK and says in the library's own words how it failed. */
export async function attempt<T>(operation: string, queue: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new QueueUnavailableError(operation, queue, errorCode(error), { cause: error });
  }
}

/** The same for a call about a receipt. */
export async function attemptOnReceipt<T>(
  operation: string,
  queue: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code = errorCode(error);
    if (isExpiredReceipt(code)) throw new ReceiptExpiredError(queue, code, { cause: error });
    throw new QueueUnavailableError(operation, queue, code, { cause: error });
  }
}

/** An entry that SQS refused, of a batch whose entries have their index for an id. */
export const failedEntry = ({ Id, Code, SenderFault }: BatchResultErrorEntry): FailedEntry => ({
  index: Number(Id),
  code: Code ?? 'unknown',
  senderFault: SenderFault ?? false,
});
