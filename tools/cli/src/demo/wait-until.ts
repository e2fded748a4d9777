import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../cli-error.js';

const pollMilliseconds = 100;

export interface Patience {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Asks until there is an answer.
 * @param what completes "waited N s for …", should the answer not come in time
 */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { timeoutSeconds, signal }: Patience,
): Promise<T> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline)
      throw new CliError(`waited ${timeoutSeconds} s for ${what}, which did not come`);
    await delay(pollMilliseconds, undefined, { signal });
  }
}
