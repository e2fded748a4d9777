import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentError } from '../failures.js';
import { PassingHttpFault } from './http-faults.js';
import type { HttpPatience } from './http-request.js';

/** Repeats what fails for now, with growing pauses; `gotFurther` starts the count anew. */
export async function retrying<T>(
  patience: HttpPatience,
  signal: AbortSignal,
  attempt: () => Promise<T>,
  gotFurther: () => boolean = () => false,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PassingHttpFault)) throw error;
      if (gotFurther()) tries = 1;
      if (tries >= patience.tries) throw new EnvironmentError(error.message, { cause: error });
      const pause = error.retryAfterMilliseconds ?? patience.firstPauseMilliseconds * 2 ** (tries - 1);
      await delay(Math.min(pause, patience.longestPauseMilliseconds), undefined, { signal });
    }
  }
}
