import type { RetryPolicy } from '../kernel/deliveries.js';

/**
 * SNS's policy for targets that AWS runs: three retries at once, two after a second each, ten from one second up to
 * twenty, then every twenty seconds for 23 days. SNS varies them at random, which is left out here.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const retryPauseMs: RetryPolicy = (retry) => {
  if (retry <= 3) return 0;
  if (retry <= 5) return 1_000;
  if (retry <= 15) return 1_000 * 20 ** ((retry - 6) / 9);
  return retry <= 100_015 ? 20_000 : undefined;
};
