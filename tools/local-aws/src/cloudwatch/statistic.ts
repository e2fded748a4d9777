import type { Sample } from './metric-store.js';

export const isStatistic = (name: string): boolean =>
  ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'].includes(name) ||
  /^p(100|\d{1,2})(\.\d{1,2})?$/.test(name);

/** Undefined when nothing was put, or nothing that this statistic can be told from. */
export function statisticOf(name: string, samples: readonly Sample[]): number | undefined {
  if (samples.length === 0) return undefined;
  const count = samples.reduce((sum, sample) => sum + sample.count, 0);
  switch (name) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return samples.reduce((sum, sample) => sum + sample.sum, 0);
    case 'Average':
      return count === 0 ? undefined : samples.reduce((sum, sample) => sum + sample.sum, 0) / count;
    case 'Minimum':
      return Math.min(...samples.map(({ minimum }) => minimum));
    case 'Maximum':
      return Math.max(...samples.map(({ maximum }) => maximum));
    default:
      return percentile(Number(name.slice(1)), samples);
  }
}

/** The smallest value that at least that share of all values does not exceed. */
function percentile(percent: number, samples: readonly Sample[]): number | undefined {
  const values = samples.flatMap((sample) => sample.values).sort((a, b) => a.value - b.value);
  const total = values.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  return values.find(({ count }) => (seen += count) >= (percent / 100) * total)?.value;
}

export interface DataPoint {
  readonly startMs: number;
  readonly value: number;
}

/** The samples of each period that has any, by the second it begins: a multiple of its length. */
export function byPeriod(
  samples: readonly Sample[],
  periodSeconds: number,
): ReadonlyMap<number, readonly Sample[]> {
  const periods = new Map<number, Sample[]>();
  for (const sample of samples) {
    const start = Math.floor(sample.second / periodSeconds) * periodSeconds;
    const members = periods.get(start);
    if (members === undefined) periods.set(start, [sample]);
    else members.push(sample);
  }
  return periods;
}

/** One value for each period that has data. */
export function dataPoints(
  name: string,
  samples: readonly Sample[],
  periodSeconds: number,
): readonly DataPoint[] {
  return [...byPeriod(samples, periodSeconds)].flatMap(([start, members]) => {
    const value = statisticOf(name, members);
    return value === undefined ? [] : [{ startMs: start * 1000, value }];
  });
}
