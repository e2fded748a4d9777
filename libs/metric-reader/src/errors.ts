/**
 * CloudWatch could not be reached, refused or throttled the call after the SDK's own retries, or did not answer it in
 * full. The environment's fault: nothing is known of the metrics, which is not the same as that there are none.
 */
export class MetricsUnavailableError extends Error {
  override readonly name = 'MetricsUnavailableError';

  constructor(
    /** CloudWatch's error code, a metric's status such as `InternalError`, the network's such as `ECONNREFUSED`, or `Timeout`. */
    readonly code: string,
    options?: { cause: unknown },
  ) {
    super(`GetMetricData failed: ${code}`, options);
  }
}

/** The code of whatever the SDK threw. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // The network's are in `code`, under whatever name the SDK gave them; CloudWatch's own are the error's name.
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : error.name;
}
