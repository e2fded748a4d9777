import { describe, expect, it } from 'vitest';
import { sourcesTogether, standingOf } from './standing.js';

describe('what was tried before', () => {
  it.each([
    [1000, [1000, 100, 10, 1, 1]],
    [50, [50, 5, 1, 1, 1]],
    [1, [1, 1, 1, 1, 1]],
  ])('of %i loads with fewer others each time, and alone in the end', (maxSources, expected) => {
    expect([0, 1, 2, 3, 20].map((attempt) => sourcesTogether(attempt, maxSources))).toEqual(expected);
  });

  it('loads with its like: all that load alone are alike', () => {
    expect([0, 1, 2, 3, 4, 20].map((attempt) => standingOf(attempt, 1000))).toEqual([0, 1, 2, 3, 3, 3]);
    expect([0, 1, 20].map((attempt) => standingOf(attempt, 1))).toEqual([0, 0, 0]);
  });
});
