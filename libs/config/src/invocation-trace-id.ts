import type { EnvironmentVariables } from './parse-environment.js';

/**
 * What leads through the logs of everything that a Lambda invocation sets off: the root of its X-Ray trace, which is the
 * same in everything that traces, else the invocation's own id.
 * @param environment as it is during the invocation: the runtime sets `_X_AMZN_TRACE_ID` anew each time
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export const invocationTraceId = (environment: EnvironmentVariables, requestId: string): string =>
  /(?:^|;)\s*Root=([^;\s]+)/.exec(environment['_X_AMZN_TRACE_ID'] ?? '')?.[1] ?? requestId;
