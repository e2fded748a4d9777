import { errorCode } from '@sluice/aws-errors';

/** Names an object, or one version of it. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Names an object for people: `s3://bucket/key?versionId=…`. */
export const objectUri = ({
  bucket,
  key,
  versionId,
}: {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}): string => `s3://${bucket}/${key}${versionId === undefined ? '' : `?versionId=${versionId}`}`;

/** There is no such object or version, or it was deleted. Trying again does not help. */
export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';

  constructor(
    readonly location: ObjectLocation,
    options?: { cause: unknown },
  ) {
    super(`${objectUri(location)} does not exist`, options);
  }
}

/** The object is another than the one that was announced: it was overwritten. Its own announcement is on the way. */
export class ObjectChangedError extends Error {
  override readonly name = 'ObjectChangedError';

  constructor(
    readonly location: ObjectLocation,
    readonly expectedEtag: string,
    readonly actualEtag: string,
  ) {
    super(`${objectUri(location)} was overwritten: its ETag is ${actualEtag}, not ${expectedEtag}`);
  }
}

/** The object is larger than the caller takes. It was not read; it will not be smaller next time. */
export class ObjectTooLargeError extends Error {
  override readonly name = 'ObjectTooLargeError';

  constructor(
    readonly location: ObjectLocation,
    readonly sizeBytes: number,
    readonly maxBytes: number,
  ) {
    super(`${objectUri(location)} has ${sizeBytes} bytes, more than ${maxBytes}`);
  }
}

/**
 * S3 could not be reached, refused or throttled the call after the SDK's own retries, or broke off a transfer.
 * The environment's fault: doing it again is safe.
 */
export class ObjectStoreUnavailableError extends Error {
  override readonly name = 'ObjectStoreUnavailableError';

  constructor(
    /** For example `GetObject`. */
    readonly operation: string,
    readonly location: ObjectLocation,
    /** S3's error code, or the network's, such as `ECONNREFUSED`. */
    readonly code: string,
    options: { cause: unknown },
  ) {
    super(`${operation} on ${objectUri(location)} failed: ${code}`, options);
  }
}

// HeadObject has no body, so its 404 is named after the status. Reading a delete marker by its id is a 405.
const missingCodes = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed']);

export const isMissing = (error: unknown): boolean => missingCodes.has(errorCode(error));

/** Says in the library's own words how a call of the SDK failed; an abort that was asked for stays what it is. */
export function describeFault(
  operation: string,
  location: ObjectLocation,
  error: unknown,
  signal?: AbortSignal,
): unknown {
  if (signal?.aborted) return error;
  if (isMissing(error)) return new ObjectMissingError(location, { cause: error });
  return new ObjectStoreUnavailableError(operation, location, errorCode(error), { cause: error });
}
