import { expect, it } from 'vitest';
import { MetricStore, type When } from './metric-store.js';
import { dataPoints } from './statistic.js';

const id = { namespace: 'Sluice', name: 'rows', dimensions: {} };
const noon = Date.parse('2026-03-14T12:00:00Z');

const put = (store: MetricStore, value: number, when: Partial<When> = {}) =>
  store.put(id, new Map([[value, 1]]), {
    timestampMs: noon,
    unit: 'Count',
    storageResolutionSeconds: 60,
    ...when,
  });

const all = (store: MetricStore) => store.read(id, 0, Infinity).samples;

it('keeps data by the minute, divided by the wait scale, and by the second where asked to', () => {
  const startsAt = (waitScale: number, storageResolutionSeconds: 1 | 60) => {
    const store = new MetricStore(waitScale);
    put(store, 1, { timestampMs: noon + 53_589, storageResolutionSeconds });
    return all(store).map(({ startMs }) => startMs - noon);
  };
  expect([startsAt(1, 60), startsAt(4, 60), startsAt(60, 60)]).toEqual([[0], [45_000], [53_000]]);
  expect([startsAt(1, 1), startsAt(60, 1)]).toEqual([[53_000], [53_000]]);
});

it('puts late data where it belongs', () => {
  const store = new MetricStore(1);
  for (const minute of [3, 1, 2, 1]) put(store, minute, { timestampMs: noon + minute * 60_000 });
  expect(all(store).map(({ sum }) => sum)).toEqual([2, 2, 3]);
});

it('forgets the oldest of more than a week of minutes', () => {
  const store = new MetricStore(1);
  for (let minute = 0; minute <= 10_800; minute += 1) put(store, 1, { timestampMs: noon + minute * 60_000 });
  expect(all(store).length).toBe(10_800);
  expect(all(store)[0]?.startMs).toBe(noon + 60_000);
});

it('computes percentiles only where every value is known', () => {
  const percentileOf = (...sets: { count: number; sum: number; minimum: number; maximum: number }[]) => {
    const store = new MetricStore(1);
    put(store, 1);
    const when = { timestampMs: noon, unit: 'Count', storageResolutionSeconds: 60 } as const;
    for (const set of sets) store.put(id, set, when);
    return dataPoints('p90', all(store), noon, 60_000).map(({ value }) => value);
  };
  expect(percentileOf()).toEqual([1]);
  expect(percentileOf({ count: 9, sum: 45, minimum: 5, maximum: 5 })).toEqual([5]);
  expect(percentileOf({ count: 9, sum: 45, minimum: 1, maximum: 9 })).toEqual([]);
});
