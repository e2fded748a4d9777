import { AwsError, type ServiceName } from '../kernel/service.js';
import type { FaultRule } from './fault-rule.js';

interface Refusal {
  readonly code: string;
  readonly status: number;
}

/** How each service says that it is asked too often, by its API reference. */
const throttling: Readonly<Record<ServiceName, (operation: string | undefined) => Refusal>> = {
  s3: () => ({ code: 'SlowDown', status: 503 }),
  sqs: () => ({ code: 'RequestThrottled', status: 403 }),
  // `Throttled`, which its reference names as well, belongs to the operations for text messages.
  sns: () => ({ code: 'ThrottlingException', status: 400 }),
  kinesis: (operation = '') =>
    shardOperations.has(operation)
      ? { code: 'ProvisionedThroughputExceededException', status: 400 }
      : { code: 'LimitExceededException', status: 400 },
  monitoring: () => ({ code: 'ThrottlingException', status: 400 }),
  'redshift-data': () => ({ code: 'ThrottlingException', status: 400 }),
  ecs: () => ({ code: 'ThrottlingException', status: 400 }),
  lambda: () => ({ code: 'TooManyRequestsException', status: 429 }),
};

/** They share what a shard can take; the others have limits of their own. */
const shardOperations = new Set(['GetRecords', 'GetShardIterator', 'PutRecord', 'PutRecords']);

/** The error that a request gets instead of being done. */
export function refusalOf(rule: FaultRule, service: ServiceName, operation: string | undefined): AwsError {
  const message = 'A fault injected on purpose.';
  if (rule.kind === 'throttle') {
    const { code, status } = throttling[service](operation);
    return new AwsError(code, message, status);
  }
  const { code = 'ServiceUnavailable', status = rule.code === undefined ? 503 : 400 } = rule;
  return new AwsError(code, message, status);
}
