import { vi } from 'vitest';

const patienceMs = 90_000;

/** Asks until it does not throw, and throws what it threw last. */
export const eventually = <T>(check: () => T | Promise<T>, timeoutMs = patienceMs): Promise<T> =>
  vi.waitFor(check, { timeout: timeoutMs, interval: 25 });
