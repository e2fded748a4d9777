import type { LoadingReport } from '../loading/bench-loading.js';
import { median, medianRatio, type Measurement } from '../measurement.js';

/** A number that is followed over time; positive. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Which way it should go. */
  readonly better: 'lower' | 'higher';
}

/** What a bench adds to its JSON, so that `trend` can follow it. */
export interface TrendPart {
  readonly bench: string;
  /** What was measured, as it was asked for; figures of other settings are other figures. */
  readonly settings: string;
  readonly node: string;
  readonly figures: readonly Figure[];
}

/** How often something is measured; it makes a figure surer and not another one. */
const repetitions = ['rounds', 'starts'];

/** `options` as the command line has them; lists (`--only`) choose figures and change none. */
export function trendPart(bench: string, options: object, figures: readonly Figure[]): TrendPart {
  const settings = Object.entries(options)
    .filter(([name, value]) => typeof value === 'number' && !repetitions.includes(name))
    .map(([name, value]) => `${name}=${String(value)}`)
    .sort()
    .join(' ');
  return { bench, settings, node: process.version, figures };
}

const goalText = /^(<|≥) \S+ (\S+)$/u;

/**
 * A goal's figure goes the way of its goal. Times in ms are left out: they are the machine's, and every night has another.
 * @throws {RangeError} for a goal that is not written as the benches write theirs
 */
export const figuresOfGoals = (
  goals: readonly { readonly name: string; readonly value: number; readonly goal: string }[],
): readonly Figure[] =>
  goals.flatMap(({ name, value, goal }) => {
    const [, sign, unit] = goalText.exec(goal) ?? [];
    if (sign === undefined)
      throw new RangeError(`Which way ${name} should go is not to be seen in “${goal}”.`);
    return unit === 'ms' ? [] : [{ name, value, better: sign === '<' ? 'lower' : 'higher' } as const];
  });

/** Loads a second beside the bare server's in the same round; what has no reference is the machine's. */
export const figuresOfMeasurements = (measurements: readonly Measurement[]): readonly Figure[] =>
  measurements.flatMap((each) => {
    const value = medianRatio(each);
    return value === undefined ? [] : [{ name: `${each.name}, of a bare server`, value, better: 'higher' }];
  });

/** Each load beside DuckDB's own insert, and beside a plain COPY through the embedded AWS. */
export const figuresOfLoading = ({ sizes }: LoadingReport): readonly Figure[] =>
  sizes.flatMap(({ rows, sources, cases }) =>
    cases.flatMap(({ name, insertMs, loadMs, remoteLoadMs, remoteCopyMs }) => [
      ...ratio(`${name}, ${rows} rows of ${sources}, of an insert`, loadMs, insertMs),
      ...ratio(`${name}, ${rows} rows of ${sources}, of a COPY`, remoteLoadMs, remoteCopyMs),
    ]),
  );

function ratio(name: string, times: readonly number[], reference: readonly number[]): readonly Figure[] {
  if (times.length === 0 || reference.length !== times.length) return [];
  const value = median(times.map((ms, round) => ms / (reference[round] as number)));
  return [{ name, value, better: 'lower' }];
}
