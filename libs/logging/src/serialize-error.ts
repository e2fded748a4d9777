/** What a log line says of an error. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly cause?: SerializedError;
  /** Of an `AggregateError`. */
  readonly errors?: readonly SerializedError[];
}

const deepestCause = 5;

/**
 * Name, code, message, stack and causes, and nothing else: AWS SDK errors carry whole responses, and others carry
 * what they failed on.
 */
export function serializeError(error: unknown, depth = 0): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code, $metadata, errors } = error as Error & {
    code?: unknown;
    $metadata?: { httpStatusCode?: number; requestId?: string };
    errors?: unknown;
  };
  const below = depth < deepestCause;
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...($metadata?.httpStatusCode === undefined ? {} : { httpStatusCode: $metadata.httpStatusCode }),
    ...($metadata?.requestId === undefined ? {} : { requestId: $metadata.requestId }),
    ...(below && error.cause !== undefined ? { cause: serializeError(error.cause, depth + 1) } : {}),
    ...(below && Array.isArray(errors)
      ? { errors: errors.map((inner) => serializeError(inner, depth + 1)) }
      : {}),
  };
}
