import { EnvironmentError } from '../failures.js';
import { urlUri } from '../place.js';

/** The server or the network failed in a way that another try may mend. */
export class PassingHttpFault extends Error {
  override readonly name = 'PassingHttpFault';

  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMilliseconds?: number | undefined } = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterMilliseconds = options.retryAfterMilliseconds;
  }

  readonly retryAfterMilliseconds: number | undefined;
}

/** Not a byte came for too long. */
export class SilentServerError extends Error {
  override readonly name = 'SilentServerError';
  readonly code = 'ETIMEDOUT';
}

const passingCodes = new Set([
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ECONNABORTED',
]);
const networkProblems: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host: check the address',
  EAI_AGAIN: 'the name of the host cannot be resolved now: try again later',
  ECONNREFUSED: 'nothing answers there: check the address',
  EHOSTUNREACH: 'the host cannot be reached: check the address and the network',
  ENETUNREACH: 'there is no network: try again later',
  ETIMEDOUT: 'the server is silent: try again later',
  ECONNRESET: 'the connection broke: try again later',
};

/** What the network's error means. */
export function networkFault(error: unknown, start: URL): Error {
  const code = codeOf(error);
  const problem = networkProblems[code] ?? `the connection failed (${code}): check the address`;
  const message = `${urlUri(start)}: ${problem}`;
  return passingCodes.has(code)
    ? new PassingHttpFault(message, { cause: error })
    : new EnvironmentError(message, { cause: error });
}

/** A host with several addresses fails with an error that gathers one each. */
function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error ? error.name : 'unknown';
}
