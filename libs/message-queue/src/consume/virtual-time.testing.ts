import { setImmediate as nextTurn } from 'node:timers/promises';
import { vi } from 'vitest';

/** Time that passes only when a test lets it: what the consumer knows of timers and of the clock. */
export interface VirtualTime {
  readonly now: number;
  /** Resolves after so many virtual milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** Lets time pass, timer by timer. */
  runFor(milliseconds: number): Promise<void>;
  /** Time passes, and no timer fires meanwhile. */
  block(milliseconds: number): void;
  /** Lets time pass until the promise is settled. Throws when nothing is left to wait for, or after so long. */
  runUntil<T>(promise: Promise<T>, longestMilliseconds?: number): Promise<T>;
  /** Timers that have not fired. */
  readonly pending: number;
  /** Timers that have. */
  readonly fired: number;
  restore(): void;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

export function startVirtualTime(): VirtualTime {
  let now = 1_000;
  let fired = 0;
  const timers = new Set<Timer>();
  const set = (fire: () => void, milliseconds = 0): Timer => {
    // As Node's: whole milliseconds, one at least.
    const timer = { at: now + Math.max(1, Math.trunc(milliseconds)), fire };
    timers.add(timer);
    return timer;
  };
  vi.stubGlobal('setTimeout', set);
  vi.stubGlobal('clearTimeout', (timer: Timer | undefined) => timer && timers.delete(timer));
  vi.stubGlobal('setImmediate', (fire: () => void) => timers.add({ at: now, fire }));
  vi.spyOn(performance, 'now').mockImplementation(() => now);

  /** Whether there was a timer to fire until then. */
  async function step(until: number): Promise<boolean> {
    // What promises lead to happens before the next timer.
    await nextTurn();
    let next: Timer | undefined;
    for (const timer of timers) if (!next || timer.at < next.at) next = timer;
    if (!next || next.at > until) return false;
    timers.delete(next);
    now = Math.max(now, next.at);
    fired += 1;
    next.fire();
    return true;
  }

  return {
    get now() {
      return now;
    },
    get pending() {
      return timers.size;
    },
    get fired() {
      return fired;
    },
    sleep: (milliseconds) => new Promise((resolve) => set(resolve, milliseconds)),
    async runFor(milliseconds) {
      const until = now + milliseconds;
      while (await step(until));
      now = until;
    },
    block(milliseconds) {
      now += milliseconds;
    },
    async runUntil(promise, longestMilliseconds = Infinity) {
      let isSettled = false;
      const settled = () => void (isSettled = true);
      promise.then(settled, settled);
      const until = now + longestMilliseconds;
      while (await step(until)) if (isSettled) return promise;
      await nextTurn();
      if (!isSettled) throw new Error(`not settled by ${now}, with ${timers.size} timers to come`);
      return promise;
    },
    restore() {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    },
  };
}
