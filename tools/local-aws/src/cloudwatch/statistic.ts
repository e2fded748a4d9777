import type { Sample } from './metric-store.js';

export const isStatistic = (name: string): boolean =>
  ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'].includes(name) || isPercentile(name);

export const isPercentile = (name: string): boolean => /^p(100|\d{1,2}(\.\d{1,10})?)$/.test(name);

/** One period that has data. */
export interface DataPoint {
  readonly startMs: number;
  readonly value: number;
  readonly sampleCount: number;
}

/** One for each period that has data which this statistic can be told from; the periods begin at `originMs`. */
export function dataPoints(
  statistic: string,
  samples: readonly Sample[],
  originMs: number,
  periodMs: number,
): readonly DataPoint[] {
  const periods = new Map<number, Sample[]>();
  for (const sample of samples) {
    const startMs = originMs + Math.floor((sample.startMs - originMs) / periodMs) * periodMs;
    const members = periods.get(startMs);
    if (members === undefined) periods.set(startMs, [sample]);
    else members.push(sample);
  }
  return [...periods].flatMap(([startMs, members]) => {
    const value = statisticOf(statistic, members);
    return value === undefined ? [] : [{ startMs, value, sampleCount: total(members, ({ count }) => count) }];
  });
}

function statisticOf(name: string, samples: readonly Sample[]): number | undefined {
  const count = total(samples, (sample) => sample.count);
  const sum = () => total(samples, (sample) => sample.sum);
  switch (name) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum();
    case 'Average':
      return count === 0 ? undefined : sum() / count;
    case 'Minimum':
      return Math.min(...samples.map(({ minimum }) => minimum));
    case 'Maximum':
      return Math.max(...samples.map(({ maximum }) => maximum));
    default:
      return percentile(Number(name.slice(1)), samples, count);
  }
}

/** The smallest value that at least that share of all values does not exceed; none unless every value is known. */
function percentile(percent: number, samples: readonly Sample[], count: number): number | undefined {
  const values = samples.flatMap((sample) => [...sample.values]).sort(([a], [b]) => a - b);
  if (values.reduce((known, [, times]) => known + times, 0) !== count) return undefined;
  let seen = 0;
  return values.find(([, times]) => (seen += times) >= (percent / 100) * count)?.[0];
}

const total = (samples: readonly Sample[], of: (sample: Sample) => number): number =>
  samples.reduce((sum, sample) => sum + of(sample), 0);
