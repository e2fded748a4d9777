import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffSeconds } from './backoff.js';

const limits = { baseSeconds: 30, maxSeconds: 900 };

describe('backoffSeconds', () => {
  it('doubles with every receive up to the limit', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((count) => backoffSeconds(count, limits, 1))).toEqual([
      30, 60, 120, 240, 480, 900, 900,
    ]);
  });

  it('spreads over the upper half', () => {
    expect(backoffSeconds(1, limits, 0)).toBe(15);
  });

  it('is always a whole number of seconds that SQS accepts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (receives, base, random) => {
          const seconds = backoffSeconds(receives, { baseSeconds: base, maxSeconds: base * 30 }, random);
          expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 43_200).toBe(true);
        },
      ),
    );
  });
});
