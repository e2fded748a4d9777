import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRun, type Judgement, type JudgementOptions } from './judge-run.js';
import type { TrendLine } from './trend-line.js';

const options: JudgementOptions = { window: 7, atLeast: 3, tolerance: 0.2 };
type Better = Judgement['better'];

const line = (value: number, better: Better = 'lower', more: Partial<TrendLine> = {}): TrendLine => ({
  at: '2026-01-31T03:00:00.000Z',
  commit: 'abc',
  bench: 'streaming',
  settings: 'records=10000',
  node: 'v24.1.0',
  figures: { wall: { value, better } },
  ...more,
});
const judge = (values: readonly number[], value: number, better: Better = 'lower'): Judgement =>
  judgeRun(
    values.map((each) => line(each, better)),
    line(value, better),
    options,
  )[0] as Judgement;

/** One night after the other; each is judged against what was written before. */
function nights(
  values: readonly number[],
  accepted: readonly number[] = [],
): readonly Judgement['verdict'][] {
  const trend: TrendLine[] = [];
  return values.map((value, night) => {
    const run = line(value, 'lower', accepted.includes(night) ? { accepted: 'as it is now' } : {});
    const [{ verdict }] = judgeRun(trend, run, options) as [Judgement];
    trend.push(verdict === 'worse' ? { ...run, worse: ['wall'] } : run);
    return verdict;
  });
}

const value = fc.double({ min: 0.01, max: 1000, noNaN: true });
const history = fc.array(value, { minLength: 3, maxLength: 30 });
const way = fc.constantFrom<Better>('lower', 'higher');

describe('a run held against earlier ones', () => {
  it.each([
    ['lower', 1.19, 'steady'],
    ['lower', 1.21, 'worse'],
    ['lower', 0.79, 'better'],
    ['higher', 1 / 1.19, 'steady'],
    ['higher', 1 / 1.21, 'worse'],
    ['higher', 1 / 0.79, 'better'],
  ] as const)('%s is better: %f beside 1 is %s', (better, now, verdict) => {
    expect(judge([1, 1, 1], now, better).verdict).toBe(verdict);
  });

  it('is not judged by too few of them', () => {
    expect(judge([1, 1], 9)).toMatchObject({ verdict: 'too few runs', baseline: undefined });
  });

  it.each<[string, Partial<TrendLine>]>([
    ['bench', { bench: 'cleaning' }],
    ['settings', { settings: 'records=20000' }],
    ['line of Node', { node: 'v20.19.0' }],
    ['figure', { figures: { cpu: { value: 1, better: 'lower' } } }],
  ])('is not judged by runs of another %s', (_what, other) => {
    const trend = [1, 1, 1].map((each) => line(each, 'lower', other));
    expect(judgeRun(trend, line(9), options)[0]?.verdict).toBe('too few runs');
  });

  it('is judged by runs of another patch of Node', () => {
    const trend = [1, 1, 1].map((each) => line(each, 'lower', { node: 'v24.9.1' }));
    expect(judgeRun(trend, line(9), options)[0]?.verdict).toBe('worse');
  });

  it('may be worse by its noise, but by twice the tolerance at most', () => {
    const calm = [1, 1, 1, 1, 1, 1, 1];
    const noisy = [0.93, 1, 1.07, 1, 0.93, 1.07, 1];
    const wild = [0.5, 1, 1.5, 1, 0.5, 1.5, 1];
    expect(judge(calm, 1.25)).toMatchObject({ verdict: 'worse', limit: 0.2 });
    expect(judge(noisy, 1.25).verdict).toBe('steady');
    expect(judge(noisy, 1.25).limit).toBeCloseTo(0.311, 3);
    expect(judge(wild, 1.41)).toMatchObject({ verdict: 'worse', limit: 0.4 });
  });

  it('stays worse, night for night, until it is mended', () => {
    expect(nights([1, 1, 1, ...Array<number>(20).fill(1.5), 1]).slice(3)).toEqual([
      ...Array<string>(20).fill('worse'),
      'steady',
    ]);
  });

  it('is worse once a slow decline has added up, which the last runs alone would follow', () => {
    const creeping = Array.from({ length: 40 }, (_, night) => 1.01 ** night);
    const first = nights(creeping).indexOf('worse');
    // 1.2 of the first seven nights' median, or their noise more.
    expect(creeping[first]).toBeGreaterThan(1.2);
    expect(creeping[first]).toBeLessThan(1.35);
  });

  it('is held against what it had become better by', () => {
    expect(nights([2, 2, 2, ...Array<number>(8).fill(1), 1.9]).at(-1)).toBe('worse');
  });

  it('is the measure from when it was accepted', () => {
    const verdicts = nights([1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 2], [5]);
    expect(verdicts.slice(3, 5)).toEqual(['worse', 'worse']);
    expect(verdicts.slice(5)).toEqual(['too few runs', 'too few runs', 'too few runs', 'worse']);
  });

  it('is never worse within the tolerance, and always beyond twice of it', () => {
    fc.assert(
      fc.property(history, value, way, (values, now, better) => {
        const { change, verdict } = judge(values, now, better);
        if (change <= options.tolerance) expect(verdict).not.toBe('worse');
        if (change > 2 * options.tolerance) expect(verdict).toBe('worse');
      }),
    );
  });

  it('is judged alike in any unit', () => {
    fc.assert(
      fc.property(history, value, way, fc.constantFrom(0.25, 2, 1024), (values, now, better, unit) => {
        const scaled = judge(
          values.map((each) => each * unit),
          now * unit,
          better,
        );
        expect(scaled.verdict).toBe(judge(values, now, better).verdict);
        expect(scaled.change).toBeCloseTo(judge(values, now, better).change, 9);
      }),
    );
  });

  it('that is worse is worse still when it is farther away', () => {
    fc.assert(
      fc.property(history, value, fc.double({ min: 1, max: 10, noNaN: true }), (values, now, farther) => {
        if (judge(values, now).verdict === 'worse')
          expect(judge(values, now * farther).verdict).toBe('worse');
      }),
    );
  });
});
