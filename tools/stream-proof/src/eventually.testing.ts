import { vi } from 'vitest';

const patienceMs = 150_000;

/** Asks until it does not throw, and throws what it threw last. */
export const eventually = <T>(check: () => Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: patienceMs, interval: 50 });
