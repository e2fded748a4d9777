import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
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

const expiredReceiptCodes = new Set(['MessageNotInflight', 'ReceiptHandleIsInvalid']);

/** The code of whatever the SDK threw. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // The network's are in `code`, under whatever name the SDK gave them; SQS's own are the error's name.
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : error.name;
}

/** Runs one call of the SDK and says in the library's own words how it failed. */
export async function attempt<T>(operation: string, queue: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code = errorCode(error);
    if (expiredReceiptCodes.has(code)) throw new ReceiptExpiredError(queue, code, { cause: error });
    throw new QueueUnavailableError(operation, queue, code, { cause: error });
  }
}

/** An entry that SQS refused, of a batch whose entries have their index for an id. */
export const failedEntry = ({ Id, Code, SenderFault }: BatchResultErrorEntry): FailedEntry => ({
  index: Number(Id),
  code: Code ?? 'unknown',
  senderFault: SenderFault ?? false,
});
