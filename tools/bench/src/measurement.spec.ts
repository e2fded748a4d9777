import { describe, expect, it } from 'vitest';
import { isReached, median, medianRatio } from './measurement.js';

const measured = (values: readonly number[]) => ({ name: 'wall', unit: 'ms', values });

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 9, 1, 2], 5.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('leaves the order of measuring as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('is nothing of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('medianRatio', () => {
  it('takes each ratio within its round', () => {
    // The medians themselves are 20 and 10.
    expect(medianRatio({ ...measured([10, 20, 90]), reference: [10, 40, 9] })).toBe(1);
  });

  it('needs a reference', () => {
    expect(medianRatio(measured([1]))).toBeUndefined();
  });
});

describe('isReached', () => {
  it.each([
    [{ atLeast: 5 }, [5], true],
    [{ atLeast: 5 }, [4.9], false],
    [{ below: 5 }, [5], false],
    [{ below: 5 }, [4.9, 1, 100], true],
  ])('%j by %j: %s', (goal, values, expected) => {
    expect(isReached({ ...measured(values), goal })).toBe(expected);
  });

  it('is not a question without a goal', () => {
    expect(isReached(measured([1]))).toBeUndefined();
  });
});
