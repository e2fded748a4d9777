import { AwsError, type ServiceName } from '../kernel/service.js';
import type { FaultRule } from './fault-rule.js';

/** How each service says that it is asked too much, by its API reference. */
const throttling: Readonly<Record<ServiceName, { readonly code: string; readonly status: number }>> = {
  s3: { code: 'SlowDown', status: 503 },
  sqs: { code: 'RequestThrottled', status: 400 },
  sns: { code: 'Throttled', status: 429 },
  kinesis: { code: 'ProvisionedThroughputExceededException', status: 400 },
  monitoring: { code: 'ThrottlingException', status: 400 },
  'redshift-data': { code: 'ThrottlingException', status: 400 },
  lambda: { code: 'TooManyRequestsException', status: 429 },
};

/** The error that a request gets instead of being done. */
export function refusalOf(rule: FaultRule, service: ServiceName): AwsError {
  const message = 'A fault injected on purpose.';
  if (rule.kind === 'throttle') {
    const { code, status } = throttling[service];
    return new AwsError(code, message, status);
  }
  const { code = 'ServiceUnavailable', status = rule.code === undefined ? 503 : 400 } = rule;
  return new AwsError(code, message, status);
}
