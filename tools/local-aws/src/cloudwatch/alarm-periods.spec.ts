import { describe, expect, it } from 'vitest';
import { evaluationPauseMs, isPeriod, isWithinReach } from './alarm-periods.js';

describe('the periods of alarms', () => {
  it('are those of AWS where nothing is scaled', () => {
    const taken = Array.from({ length: 180 }, (_, i) => i + 1).filter((each) => isPeriod(each, 1));
    expect(taken).toEqual([10, 20, 30, 60, 120, 180]);
  });

  it('are also what scaling makes of them: divided and rounded up', () => {
    const taken = Array.from({ length: 30 }, (_, i) => i + 1).filter((each) => isPeriod(each, 7));
    // 10, 20 and 30 become 2, 3 and 5 seconds, minutes become 9, 18 and 26.
    expect(taken).toEqual([2, 3, 5, 9, 10, 18, 20, 26, 30]);
    expect(isPeriod(1, 60)).toBe(true);
  });

  it('reach back a day, or a week where they are long', () => {
    expect([isWithinReach(60, 1_440), isWithinReach(60, 1_441)]).toEqual([true, false]);
    expect([isWithinReach(3_600, 168), isWithinReach(3_600, 169)]).toEqual([true, false]);
  });
});

describe('the pause between evaluations', () => {
  it('is a minute, less for short periods, more for a long look back; and it is scaled', () => {
    const pauses = (waitScale: number) =>
      [
        { periodSeconds: 10, evaluationPeriods: 3 },
        { periodSeconds: 300, evaluationPeriods: 1 },
        { periodSeconds: 86_400, evaluationPeriods: 7 },
      ].map((each) => evaluationPauseMs(each, waitScale));
    expect(pauses(1)).toEqual([10_000, 60_000, 3_600_000]);
    expect(pauses(60)).toEqual([10_000 / 60, 1_000, 60_000]);
  });
});
