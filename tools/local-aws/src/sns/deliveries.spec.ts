import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFaults, type FaultInjector } from '../faults/faults.js';
import type { FaultRule } from '../faults/fault-rule.js';
import { Deliveries } from '../kernel/deliveries.js';
import type { Instance } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import { retryPauseMs } from './delivery-retries.js';

const topicArn = 'arn:aws:sns:eu-central-1:000000000000:alarms';
const waitScale = 20;

let faults: FaultInjector;
let warnings: string[];
/** What came to which queue, and when, in milliseconds since the test began. */
let arrived: { queue: string; message: string; atMs: number }[];
let failures: unknown[];
let deliveries: Deliveries;
let startedAt: number;

beforeEach(() => {
  vi.useFakeTimers();
  startedAt = Date.now();
  faults = createFaults();
  warnings = [];
  arrived = [];
  failures = [];
  const instance = {
    waitScale,
    deliveries: faults,
    warn: (message: string) => void warnings.push(message),
  } as unknown as Instance;
  deliveries = new Deliveries(instance, retryPauseMs);
});
afterEach(() => {
  deliveries.close();
  vi.useRealTimers();
});

const publish = (message: string, ...queues: string[]) => {
  for (const queue of queues) {
    deliveries.start({
      service: 'sns',
      resource: topicArn,
      what: `${message} to ${queue}`,
      hand: async () => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        arrived.push({ queue, message, atMs: Date.now() - startedAt });
      },
    });
  }
};

const unavailable = () => new AwsError('ServiceUnavailable', 'Not now.', 503);

describe('a delivery that fails', () => {
  it('is tried again at once, then after longer and longer pauses, divided by the wait scale', async () => {
    failures = Array.from({ length: 7 }, unavailable);
    publish('m', 'told');
    await vi.advanceTimersByTimeAsync(60_000);
    // Three retries at once, two after a second each, then one after a second and one after 1.39 s.
    const waitedMs = (1 + 1 + 1 + 20 ** (1 / 9)) * (1000 / waitScale);
    expect(arrived).toEqual([{ queue: 'told', message: 'm', atMs: Math.floor(waitedMs) }]);
    expect(warnings).toEqual(['sns: m to told failed and is tried again later: Not now.']);
  });

  it('is tried again whatever the target throws', async () => {
    failures = [new TypeError('a bug'), new AwsError('Throttled', 'Slow down.', 429)];
    publish('m', 'told');
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toHaveLength(1);
  });

  it('is given up when the target is gone, for that target alone', async () => {
    failures = [new AwsError('QueueDoesNotExist', 'No such queue.')];
    publish('m', 'gone', 'told');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(arrived).toEqual([{ queue: 'told', message: 'm', atMs: 0 }]);
    expect(warnings).toEqual(['sns: m to gone failed and is given up: No such queue.']);
  });

  it('is not tried again once the service is closed', async () => {
    failures = Array.from({ length: 5 }, unavailable);
    publish('m', 'told');
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(1);
    deliveries.close();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(arrived).toEqual([]);
  });

  it('is retried by the policy that SNS documents: 100,015 times within 23 days', () => {
    let retries = 0;
    let totalMs = 0;
    for (let pauseMs = retryPauseMs(1); pauseMs !== undefined; pauseMs = retryPauseMs(retries + 1)) {
      retries += 1;
      totalMs += pauseMs;
    }
    expect(retries).toBe(100_015);
    expect(Math.floor(totalMs / 86_400_000)).toBe(23);
    expect([1, 3, 4, 6, 15, 16].map(retryPauseMs)).toEqual([0, 0, 1_000, 1_000, 20_000, 20_000]);
  });
});

describe('faults of deliveries', () => {
  const add = (rule: Omit<FaultRule, 'service'>) =>
    faults.add({ service: 'sns', resource: ':alarms', ...rule });

  it('duplicate: it arrives twice, for each subscription by itself', async () => {
    add({ kind: 'duplicate', delayMs: 250, times: 1 });
    publish('m', 'first', 'second');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(arrived.map(({ queue, atMs }) => [queue, atMs])).toEqual([
      ['first', 0],
      ['second', 0],
      ['first', 250],
    ]);
  });

  it('delay: it arrives later', async () => {
    add({ kind: 'delay', delayMs: 400 });
    publish('m', 'told');
    await vi.advanceTimersByTimeAsync(399);
    expect(arrived).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(arrived).toEqual([{ queue: 'told', message: 'm', atMs: 400 }]);
  });

  it('reorder: a later one overtakes it', async () => {
    add({ kind: 'reorder', delayMs: 1_000, seed: 7 });
    const sent = Array.from({ length: 8 }, (_, i) => `m${i}`);
    for (const message of sent) publish(message, 'told');
    await vi.advanceTimersByTimeAsync(1_000);
    const order = arrived.map(({ message }) => message);
    expect(order.toSorted()).toEqual(sent);
    expect(order).not.toEqual(sent);
  });

  it('leave other topics alone, and do not outlive the service', async () => {
    add({ kind: 'delay', resource: ':others' });
    publish('m', 'told');
    expect(arrived).toHaveLength(1);
    faults.clear();
    add({ kind: 'delay' });
    publish('late', 'told');
    deliveries.close();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(arrived).toHaveLength(1);
  });
});
