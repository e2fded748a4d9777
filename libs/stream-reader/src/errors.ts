import { errorCode } from '@sluice/aws-errors';

/** There is no such stream. Trying again does not help. */
export class StreamMissingError extends Error {
  override readonly name = 'StreamMissingError';

  constructor(
    readonly stream: string,
    options?: { cause: unknown },
  ) {
    super(`there is no stream ${stream}`, options);
  }
}

/** Shards were asked for that the stream does not have, or no longer. Nothing was read. */
export class UnknownShardError extends Error {
  override readonly name = 'UnknownShardError';

  constructor(
    readonly stream: string,
    readonly unknownShardIds: readonly string[],
    /** What the stream has. */
    readonly shardIds: readonly string[],
  ) {
    super(`${stream} has no ${unknownShardIds.join(', ')}; it has ${shardIds.join(', ')}`);
  }
}

/**
 * Kinesis could not be reached, refused the call, or throttled it for minutes. The environment's fault: reading on
 * from the last positions is safe.
 */
export class StreamUnavailableError extends Error {
  override readonly name = 'StreamUnavailableError';

  constructor(
    /** For example `GetRecords`. */
    readonly operation: string,
    readonly stream: string,
    /** Kinesis's or KMS's error code, or the network's, such as `ECONNREFUSED`. */
    readonly code: string,
    options: { cause: unknown },
  ) {
    super(`${operation} on ${stream} failed: ${code}`, options);
  }
}

/** Kinesis or KMS has too much to do for now; becomes visible when that lasts. */
export class ThrottledError extends StreamUnavailableError {}

const throttlingCodes = new Set([
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'KMSThrottlingException',
]);

/** Says in the library's own words how a call of the SDK failed. */
export function describeFault(operation: string, stream: string, error: unknown): StreamUnavailableError {
  const code = errorCode(error);
  const Fault = throttlingCodes.has(code) ? ThrottledError : StreamUnavailableError;
  return new Fault(operation, stream, code, { cause: error });
}
