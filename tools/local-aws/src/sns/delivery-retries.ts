import { AwsError } from '../kernel/service.js';

/**
 * Seconds before the retry of that number, counted from 1; undefined once SNS gives up. By SNS's policy for targets
 * that AWS runs: three at once, two after a second each, ten from one second up to twenty, then every twenty seconds
 * for 23 days. SNS varies them at random, which is left out here.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function retryDelaySeconds(retry: number): number | undefined {
  if (retry <= 3) return 0;
  if (retry <= 5) return 1;
  if (retry <= 15) return 20 ** ((retry - 6) / 9);
  return retry <= 100_015 ? 20 : undefined;
}

/** A target that is gone, or refuses the message for good: SNS drops the message. Being throttled is neither. */
export const isClientError = (error: unknown): boolean =>
  error instanceof AwsError && error.status < 500 && error.status !== 429 && !/throttl/i.test(error.code);
