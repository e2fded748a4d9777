import { setTimeout as delay } from 'node:timers/promises';

/** Time and chance, for tests to stand in for. */
export interface Clock {
  now(): number;
  /** @throws the signal's reason as soon as it is aborted */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async wait(milliseconds, signal) {
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  },
};
