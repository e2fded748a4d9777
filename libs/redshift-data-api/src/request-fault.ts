import { unknownCode } from '@sluice/redshift-loading';

/**
 * What a failed request to the Data API says about the statement. `unreached`: it was not taken. `busy`: nor then, but
 * the service is there. `refused`: it was not taken and would not be next time. `uncertain`: it may have been.
 */
export type FaultKind = 'unreached' | 'busy' | 'refused' | 'uncertain';

export interface RequestFault {
  readonly kind: FaultKind;
  readonly code: string;
}

/** https://nodejs.org/api/errors.html#common-system-errors: no connection was made. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Limits on statements in flight: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html */
const busy = new Set([
  'ThrottlingException',
  'TooManyRequestsException',
  'ActiveStatementsExceededException',
  'ActiveSessionsExceededException',
  'ActiveWaitingRequestsExceededException',
]);

interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Reads an error of the SDK after its own retries. */
export function requestFaultOf(error: unknown): RequestFault {
  const { name, code: socketCode, $metadata } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  const named = typeof name === 'string' && name !== 'Error' ? name : undefined;
  const code = typeof socketCode === 'string' ? socketCode : (named ?? unknownCode);
  if (notConnected.has(code)) return { kind: 'unreached', code };
  if (named !== undefined && (busy.has(named) || status === 429)) return { kind: 'busy', code: named };
  if (named === 'CredentialsProviderError') return { kind: 'refused', code: named };
  if (status !== undefined && status >= 400 && status < 500) return { kind: 'refused', code };
  return { kind: 'uncertain', code };
}
