import { PutRecordsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { errorCode } from '@sluice/aws-errors';
import type { OutgoingRecord } from './outgoing-record.js';

/** What became of each record of a request that was answered: undefined, or the code it failed with. */
export interface Answered {
  readonly kind: 'answered';
  readonly codes: readonly (string | undefined)[];
}

/** A request that failed as a whole, after the SDK's own retries. */
export interface Unanswered {
  readonly kind: 'unanswered';
  readonly code: string;
  /** Whether the same request may succeed later. */
  readonly isTransient: boolean;
  /** Whether it may have been carried out all the same: nobody said that it was not. */
  readonly maybePut: boolean;
  readonly cause: unknown;
}

export interface Destination {
  readonly client: Pick<KinesisClient, 'send'>;
  readonly stream: string;
  /** Milliseconds after which an answer is taken for lost; the SDK would wait for ever. */
  readonly requestTimeoutMilliseconds: number;
}

/** Puts records on the stream with one request. Does not throw. */
export async function request(
  { client, stream, requestTimeoutMilliseconds }: Destination,
  records: readonly OutgoingRecord[],
  signal: AbortSignal | undefined,
): Promise<Answered | Unanswered> {
  const command = new PutRecordsCommand({
    StreamName: stream,
    Records: records.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey })),
  });
  const cutOff = new AbortController();
  const abort = () => cutOff.abort();
  const timeout = setTimeout(abort, requestTimeoutMilliseconds);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    const { Records: results = [] } = await client.send(command, { abortSignal: cutOff.signal });
    // Taken is what has a number: an answer that says nothing of a record does not say that it is there.
    const codes = records.map((_, index) => {
      const { ErrorCode, SequenceNumber } = results[index] ?? {};
      return ErrorCode ?? (SequenceNumber === undefined ? 'unknown' : undefined);
    });
    return { kind: 'answered', codes };
  } catch (cause) {
    return unanswered(cause, cutOff.signal.aborted && !signal?.aborted);
  } finally {
    clearTimeout(timeout);
    signal?.removeEventListener('abort', abort);
  }
}

/** Refusals of the caller that pass by themselves; other ones do not. */
const passing = new Set([
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'KMSThrottlingException',
  'ResourceInUseException',
  'RequestTimeout',
  'RequestTimeoutException',
]);

function unanswered(cause: unknown, timedOut: boolean): Unanswered {
  const code = timedOut ? 'RequestTimeout' : errorCode(cause);
  const { $fault, $metadata } = cause as {
    $fault?: 'client' | 'server';
    $metadata?: { httpStatusCode?: number; attempts?: number };
  };
  const refused = $fault === 'client' && !timedOut;
  return {
    kind: 'unanswered',
    code,
    isTransient: !refused || passing.has(code),
    // The last of the SDK's own tries was refused; of the ones before nobody knows.
    maybePut: !refused || ($metadata?.attempts ?? 1) > 1,
    cause,
  };
}
