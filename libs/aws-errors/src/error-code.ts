/**
 * One word for what a client of the AWS SDK threw: the service's code, such as `AccessDenied`, or the system's, such as
 * `ECONNREFUSED` or `EAI_AGAIN`; `unknown` for what is no error.
 *
 * A service's code is the error's name. The system's is in `code`, under whatever name the SDK gave the error; over HTTP/2
 * that of what broke the session is the cause's. Node's own `ERR_…` codes are read alike.
 * https://nodejs.org/api/errors.html#nodejs-error-codes
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return [error.cause, error].map(systemCode).find((code) => code !== undefined) ?? error.name;
}

function systemCode(fault: unknown): string | undefined {
  const code = (fault as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z0-9_]+$/.test(code) ? code : undefined;
}
