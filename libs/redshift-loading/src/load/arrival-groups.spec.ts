import { describe, expect, it } from 'vitest';
import { groupArrivals, maxArrivalGroups, widenGroups } from './arrival-groups.js';
import { at } from '@sluice/load-model';

const span = (from: number, to: number) => ({ from: at(from), to: at(to) });

describe('groupArrivals', () => {
  it('joins spans that are near and keeps those that are far', () => {
    expect(groupArrivals([span(9000, 9001), span(0, 10), span(3610, 3700)])).toEqual([
      span(0, 3700),
      span(9000, 9001),
    ]);
  });

  it('keeps a long span that holds a short one', () => {
    expect(groupArrivals([span(0, 100), span(1, 2), span(90, 95)])).toEqual([span(0, 100)]);
  });

  it('closes the narrowest gaps when there are too many groups', () => {
    const spans = Array.from({ length: maxArrivalGroups + 5 }, (_, index) => {
      const start = index * 100_000 + (index < 10 ? index * -5000 : 0);
      return span(start, start + 1);
    });
    const groups = groupArrivals(spans);
    expect(groups.length).toBeLessThanOrEqual(maxArrivalGroups);
    for (const { from, to } of spans)
      expect(groups.some((group) => group.from <= from && to <= group.to)).toBe(true);
    expect(groups.at(-1)).toEqual(spans.at(-1));
  });

  it('rounds microseconds outwards', () => {
    const time = '2026-03-01T00:00:00.123456Z';
    expect(groupArrivals([{ from: time, to: time }])).toEqual([
      { from: '2026-03-01T00:00:00.123Z', to: '2026-03-01T00:00:00.124Z' },
    ]);
  });

  it('refuses what is no span', () => {
    expect(() => groupArrivals([span(1, 0)])).toThrow(RangeError);
    expect(() => groupArrivals([{ from: 'yesterday', to: at(0) }])).toThrow(RangeError);
  });
});

describe('widenGroups', () => {
  it('reaches to both sides and joins what then overlaps', () => {
    expect(widenGroups([span(0, 10), span(30, 40), span(100, 101)], 10)).toEqual([
      span(-10, 50),
      span(90, 111),
    ]);
  });
});
