/** SQS keeps a message hidden for at most 12 h from its receive. */
const mostSeconds = 43_200;

/**
 * Whole seconds until a message that failed for now is received again: doubles with every receive, with jitter
 * over the upper half so that a burst does not come back as a burst.
 * @param random from 0 (inclusive) to 1
 */
export function backoffSeconds(
  receiveCount: number,
  limits: { baseSeconds: number; maxSeconds: number },
  random: number,
): number {
  const ceiling = Math.min(limits.maxSeconds, limits.baseSeconds * 2 ** Math.max(0, receiveCount - 1));
  return Math.min(mostSeconds, Math.round(ceiling * (0.5 + random / 2)));
}
