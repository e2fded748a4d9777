import { CleaningEnvironmentError, UnwritableValueError } from '@sluice/file-cleaning';
import {
  ObjectChangedError,
  ObjectMissingError,
  objectUri,
  ObjectStoreUnavailableError,
} from '@sluice/object-store';
import { EnvironmentError, UsageError, WholeFileError } from './failures.js';
import { systemFault } from './system-fault.js';

export const exitCodes = { done: 0, usage: 2, wholeFile: 3, environment: 4 } as const;

/**
 * One line for people and the exit code that goes with it. A value that the output's format cannot hold is a mistake in
 * the call: another `--out` holds it. What is none of the known classes is a fault of the
 * environment or of this program: nothing was shown at the output in either case.
 */
export function describeFailure(error: unknown): { readonly line: string; readonly exitCode: number } {
  if (error instanceof UsageError) return { line: error.message, exitCode: exitCodes.usage };
  if (error instanceof UnwritableValueError) return { line: error.message, exitCode: exitCodes.usage };
  if (error instanceof WholeFileError) return { line: error.message, exitCode: exitCodes.wholeFile };
  return { line: environmentLine(error), exitCode: exitCodes.environment };
}

function environmentLine(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  if (error instanceof ObjectMissingError)
    return `${objectUri(error.location)} was removed meanwhile: check it`;
  if (error instanceof ObjectChangedError)
    return `${objectUri(error.location)} was overwritten while it was read: run it again`;
  if (error instanceof ObjectStoreUnavailableError) return storeLine(error);
  const system = systemLine(error);
  if (system !== undefined) return system;
  const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return error instanceof CleaningEnvironmentError ? `${message}: try again` : message;
}

/** Of the error itself or what caused it. */
function systemLine(error: unknown): string | undefined {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const problem = systemFault(each);
    const { path, dest } = each as NodeJS.ErrnoException & { dest?: string };
    if (problem !== undefined) return `${dest ?? path ?? 'a file of this run'} ${problem}`;
  }
  return undefined;
}

const storeProblems: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket: check its name',
  AccessDenied: 'access is denied: check the permissions',
  Forbidden: 'access is denied: check the permissions',
  // Answers to HeadObject have no body that could name the error.
  '403': 'access is denied: check the permissions',
  '301': 'the bucket is in another region: set AWS_REGION',
  InvalidAccessKeyId: 'the access key is unknown: check the credentials',
  SignatureDoesNotMatch: 'the secret key is wrong: check the credentials',
  ExpiredToken: 'the credentials have expired: get new ones',
  ExpiredTokenException: 'the credentials have expired: get new ones',
  CredentialsProviderError: 'no AWS credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID',
  PermanentRedirect: 'the bucket is in another region: set AWS_REGION',
  AuthorizationHeaderMalformed: 'the bucket is in another region: set AWS_REGION',
  ECONNREFUSED: 'nothing answers there: check AWS_ENDPOINT_URL',
  ENOTFOUND: 'there is no such host: check AWS_REGION and AWS_ENDPOINT_URL',
  TimeoutError: 'S3 is silent: try again later',
};

function storeLine({ location, code, operation }: ObjectStoreUnavailableError): string {
  const problem = storeProblems[code] ?? `${operation} failed (${code}): try again later`;
  return `${objectUri(location)}: ${problem}`;
}
