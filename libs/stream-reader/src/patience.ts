import type { Clock } from './clock.js';
import { ThrottledError } from './errors.js';

const firstWaitMilliseconds = 1000;
const longestWaitMilliseconds = 10_000;
/** Three minutes or so, after which someone should look at who else reads the shard. */
const mostThrottled = 20;

/**
 * Does again what Kinesis throttled, with growing pauses; other faults pass.
 * @throws {ThrottledError} when it was throttled 20 times in a row
 */
export async function patiently<T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let throttled = 0; ; throttled++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ThrottledError) || throttled === mostThrottled - 1) throw error;
      const milliseconds = Math.min(firstWaitMilliseconds * 2 ** throttled, longestWaitMilliseconds);
      await clock.wait(milliseconds * (0.5 + clock.random() / 2), signal);
    }
  }
}
