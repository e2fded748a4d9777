import { median } from '../measurement.js';
import type { TrendLine } from './trend-line.js';

export interface JudgementOptions {
  /** How many earlier runs make a median. */
  readonly window: number;
  /** With fewer earlier runs nothing is said. */
  readonly atLeast: number;
  /** Share by which a figure may be worse; a noisy one up to twice that. */
  readonly tolerance: number;
}

export interface Judgement {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly better: 'lower' | 'higher';
  /** What it is held against; undefined while there are too few runs. */
  readonly baseline: number | undefined;
  /** Share by which it is worse than that; negative where it is better. */
  readonly change: number;
  /** Share from which on it is worse. */
  readonly limit: number;
  readonly verdict: 'steady' | 'better' | 'worse' | 'too few runs';
}

/**
 * Holds each figure of `run` against earlier runs of the same bench, settings and Node line: against the better of two
 * medians, of the last runs and of the first ones since figures were accepted. So a slow decline is seen as well, which
 * the last runs alone would follow down. Runs in which a figure was worse are no measure for it: it stays worse, night
 * for night, until it is mended or accepted.
 */
export function judgeRun(
  trend: readonly TrendLine[],
  run: TrendLine,
  options: JudgementOptions,
): readonly Judgement[] {
  const earlier = sinceAccepted(trend.filter((line) => isComparable(line, run)));
  return Object.entries(run.figures).map(([figure, { value, better }]) => {
    const values = earlier.flatMap(({ figures, worse = [] }) =>
      figures[figure] === undefined || worse.includes(figure) ? [] : [figures[figure].value],
    );
    const known = { bench: run.bench, figure, value, better };
    if (run.accepted !== undefined || values.length < options.atLeast)
      return { ...known, baseline: undefined, change: 0, limit: options.tolerance, verdict: 'too few runs' };
    const last = values.slice(-options.window);
    const medians = [median(last), median(values.slice(0, options.window))];
    const baseline = better === 'lower' ? Math.min(...medians) : Math.max(...medians);
    const change = better === 'lower' ? value / baseline - 1 : baseline / value - 1;
    const limit = Math.min(Math.max(options.tolerance, noise(last)), 2 * options.tolerance);
    const verdict = change > limit ? 'worse' : change < -limit ? 'better' : 'steady';
    return { ...known, baseline, change, limit, verdict };
  });
}

/** Ratios differ between Node's lines, and so would a trend that mixes them. */
const isComparable = (line: TrendLine, run: TrendLine): boolean =>
  line.bench === run.bench && line.settings === run.settings && nodeLine(line) === nodeLine(run);

const nodeLine = ({ node }: TrendLine): string => node.split('.', 1)[0] as string;

function sinceAccepted(lines: readonly TrendLine[]): readonly TrendLine[] {
  const last = lines.findLastIndex(({ accepted }) => accepted !== undefined);
  return lines.slice(Math.max(last, 0));
}

/** Three standard deviations, as a share of the median; by the median deviation, which one bad night does not widen. */
function noise(values: readonly number[]): number {
  const middle = median(values);
  return (3 * 1.4826 * median(values.map((value) => Math.abs(value - middle)))) / middle;
}
