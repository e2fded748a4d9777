import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Instance, MetricDatum, QueueTraffic } from '../kernel/ports.js';
import { sampleQueues } from './queue-metrics.js';

const gauge = { queueName: 'files', visible: 4, notVisible: 3, delayed: 2, ageOfOldestSeconds: 1 };
let traffic: QueueTraffic[];
let put: MetricDatum[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  traffic = [];
  put = [];
  const instance = { waitScale: 60, clock: { now: () => 7_000 } } as Instance;
  const queues = { gauges: () => [gauge], traffic: () => traffic };
  stop = sampleQueues(instance, queues, { put: (datum) => void put.push(datum) });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** What is reported when the next minute of this instance is over, by name. */
function nextMinute(): Readonly<Record<string, number>> {
  put = [];
  vi.advanceTimersByTime(1_000);
  return Object.fromEntries(put.map(({ name, value }) => [name, value]));
}

const since = (sent: number, received: number, deleted: number, emptyReceives: number) => {
  traffic = [{ queueName: 'files', sent, received, deleted, emptyReceives }];
  return nextMinute();
};

it('reports what stands in the queues', () => {
  expect(nextMinute()).toEqual({
    ApproximateNumberOfMessagesVisible: 4,
    ApproximateNumberOfMessagesNotVisible: 3,
    ApproximateNumberOfMessagesDelayed: 2,
    ApproximateAgeOfOldestMessage: 1,
  });
  const dimensions = { QueueName: 'files' };
  expect(put[0]).toMatchObject({ namespace: 'AWS/SQS', dimensions, unit: 'Count', timestampMs: 7_000 });
});

it('reports what went through them since the minute before, and nothing as nothing', () => {
  const went = (sent: number, received: number, deleted: number, emptyReceives: number) =>
    expect.objectContaining({
      NumberOfMessagesSent: sent,
      NumberOfMessagesReceived: received,
      NumberOfMessagesDeleted: deleted,
      NumberOfEmptyReceives: emptyReceives,
    });
  expect(since(5, 4, 3, 2)).toEqual(went(5, 4, 3, 2));
  expect(since(5, 6, 4, 2)).toEqual(went(0, 2, 1, 0));
  expect(since(5, 6, 4, 2)).toEqual(went(0, 0, 0, 0));
  // Deleted, and made anew.
  expect(since(1, 0, 0, 0)).toEqual(went(1, 0, 0, 0));
});
