import { vi } from 'vitest';
import { patienceMs, waitMs } from './conformance.js';

/**
 * Asks again until `check` no longer throws, and returns what it returned. `waitSeconds` is what AWS itself may take
 * before; on top of that comes the target's patience. Throws the last error.
 */
export const eventually = <T>(check: () => Promise<T>, waitSeconds = 0): Promise<T> =>
  vi.waitFor(check, { timeout: waitMs(waitSeconds) + patienceMs(), interval: 50 });
