import { isReached, median, medianRatio, type Measurement } from '../measurement.js';
import type { CleaningReport, MeasuredRun, SampleName } from './bench-cleaning.js';
import type { SubjectName } from './subject-names.js';

/** A goal of the engine, beside what was measured; only of subjects that were. */
export interface CleaningGoal {
  readonly name: string;
  readonly value: number;
  readonly goal: string;
  readonly reached: boolean;
}

const megabyte = 1_000_000;

/** The goals that a run can tell of, by medians; ratios are taken within a round, because machines are noisy. */
export function cleaningGoals({ cases }: CleaningReport): readonly CleaningGoal[] {
  const runs = (subject: SubjectName, sample: SampleName = 'usual') =>
    cases.find((each) => each.subject === subject && each.sample === sample)?.runs;
  const wallMs = ({ wallMs }: MeasuredRun) => wallMs;
  const peakBytes = ({ peakBytes }: MeasuredRun) => peakBytes;
  const own = runs('sluice');
  if (!own) return [];
  return [
    ratioGoal('wall, of the plain COPY', own, runs('duckdb'), wallMs, { below: 1 }),
    ratioGoal('times faster than csv-parse + zod', runs('csv-parse'), own, wallMs, { atLeast: 7 }),
    ratioGoal('times faster than pandas', runs('pandas'), own, wallMs, { atLeast: 7 }),
    peakGoal('peak memory', own),
    ratioGoal('peak memory of 4 times the rows', runs('sluice', 'fourfold'), own, peakBytes, { below: 1.1 }),
    peakGoal('peak memory, all rows bad', runs('sluice', 'allBad')),
  ].flatMap((goal) => goal ?? []);
}

type Goal = NonNullable<Measurement['goal']>;

function ratioGoal(
  name: string,
  runs: readonly MeasuredRun[] | undefined,
  reference: readonly MeasuredRun[] | undefined,
  figure: (run: MeasuredRun) => number,
  goal: Goal,
): CleaningGoal | undefined {
  if (!runs || !reference) return undefined;
  const ratio = medianRatio({ name, unit: '', values: runs.map(figure), reference: reference.map(figure) });
  return verdict({ name, unit: '×', values: [ratio as number], goal });
}

/** The highest of all rounds: a limit is for every run. */
function peakGoal(name: string, runs: readonly MeasuredRun[] | undefined): CleaningGoal | undefined {
  if (!runs) return undefined;
  const megabytes = Math.max(...runs.map(({ peakBytes }) => peakBytes)) / megabyte;
  return verdict({ name, unit: 'MB', values: [megabytes], goal: { below: 256 } });
}

function verdict(measurement: Measurement & { readonly goal: Goal }): CleaningGoal {
  const { name, unit, values, goal } = measurement;
  return {
    name,
    value: median(values),
    goal: 'atLeast' in goal ? `≥ ${goal.atLeast} ${unit}` : `< ${goal.below} ${unit}`,
    reached: isReached(measurement) ?? false,
  };
}
