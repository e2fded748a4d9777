import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Instance } from '../kernel/ports.js';
import { createScheduler } from './scheduler.js';

const warn = vi.fn<(message: string) => void>();
const instance = { warn } as unknown as Instance;
const schedule = { name: 'redrive', everySeconds: 60, functionArn: 'arn:f', payload: { source: 'schedule' } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a schedule', () => {
  it('invokes its function after each interval, until it is closed', async () => {
    const invokeEvent = vi.fn(async () => undefined);
    const scheduler = createScheduler(instance, { functions: { invokeEvent } });
    scheduler.createSchedule(schedule);
    expect(() => scheduler.createSchedule(schedule)).toThrow(/already/);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(invokeEvent).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(120_001);
    expect(invokeEvent.mock.calls).toEqual(
      Array.from({ length: 3 }, () => ['arn:f', { source: 'schedule' }]),
    );
    scheduler.close();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(invokeEvent).toHaveBeenCalledTimes(3);
  });

  it('goes on when its function cannot be invoked, and says so', async () => {
    const invokeEvent = vi.fn(async () => Promise.reject(new Error('Function not found')));
    const scheduler = createScheduler(instance, { functions: { invokeEvent } });
    scheduler.createSchedule(schedule);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(warn.mock.calls.flat()).toEqual(
      Array.from({ length: 2 }, () => 'schedule redrive: Error: Function not found'),
    );
    scheduler.close();
  });
});
