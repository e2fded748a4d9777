import { isReached, median, medianRatio, type Measurement } from '../measurement.js';
import type { StreamingReport } from './bench-streaming.js';
import { memoryGrowth } from './memory-growth.js';
import type { SubjectRun } from './subject-process.js';
import type { SubjectName } from './subject-names.js';

/** A goal of the stream's transform, beside what was measured; only of parts that were. */
export interface StreamingGoal {
  readonly name: string;
  readonly value: number;
  readonly goal: string;
  readonly reached: boolean;
}

const wallMs = ({ wallMs }: SubjectRun) => wallMs;
const cpuMs = ({ cpuMs }: SubjectRun) => cpuMs;

/** By medians; ratios are taken within a round, because machines are noisy. */
export function streamingGoals(report: StreamingReport): readonly StreamingGoal[] {
  return [...speedGoals(report), ...startUpGoals(report), ...memoryGoals(report)];
}

function speedGoals({ cases }: StreamingReport): readonly StreamingGoal[] {
  const ratio = (
    name: string,
    one: SubjectName,
    other: SubjectName,
    figure: (run: SubjectRun) => number,
    below: number,
  ): StreamingGoal[] => {
    const [runs, reference] = [one, other].map((each) => cases.find((found) => found.name === each)?.runs);
    if (!runs || !reference) return [];
    const value = medianRatio({ name, unit: '', values: runs.map(figure), reference: reference.map(figure) });
    return [verdict({ name, unit: '×', values: [value as number], goal: { below } })];
  };
  return [
    ...ratio('wall, of base64 + JSON.parse', 'sluice', 'limit', wallMs, 1.6),
    ...ratio('CPU, of base64 + JSON.parse', 'sluice', 'limit', cpuMs, 1.6),
    ...ratio('wall without compression, of the same', 'sluice-plain', 'limit', wallMs, 1.6),
    ...ratio('wall, of Powertools (sync) without packing', 'sluice', 'powertools-sync', wallMs, 1),
    ...ratio('wall, of Powertools (sync) with packing', 'sluice', 'powertools-packing', wallMs, 1),
    ...ratio('CPU, of Powertools (sync) with packing', 'sluice', 'powertools-packing', cpuMs, 1),
    ...ratio('wall, of Powertools (async) without packing', 'sluice', 'powertools', wallMs, 1),
  ];
}

function startUpGoals({ startUps }: StreamingReport): readonly StreamingGoal[] {
  if (!startUps) return [];
  const { startBytes, bundleBytes, bare, handler } = startUps;
  const beyond = handler.map(({ wallMs }, round) => wallMs - (bare[round]?.wallMs ?? 0));
  return [
    verdict({
      name: 'bundle, what is started',
      unit: 'kB',
      values: [startBytes / 1000],
      goal: { below: 340 },
    }),
    verdict({ name: 'bundle, all of it', unit: 'kB', values: [bundleBytes / 1000], goal: { below: 340 } }),
    verdict({ name: 'start-up over bare node', unit: 'ms', values: beyond, goal: { below: 65 } }),
  ];
}

function memoryGoals({ memory }: StreamingReport): readonly StreamingGoal[] {
  if (!memory || memory.samples.length < 5) return [];
  const { samples } = memory;
  const heap = memoryGrowth(samples, ({ heapBytes }) => heapBytes);
  const resident = memoryGrowth(samples, ({ residentBytes }) => residentBytes);
  return [
    verdict({
      name: 'heap, last fifth of the invocations to the second',
      unit: '×',
      values: [heap],
      goal: { below: 1.02 },
    }),
    verdict({ name: 'resident memory, the same', unit: '×', values: [resident], goal: { below: 1.1 } }),
  ];
}

function verdict(measurement: Measurement & { readonly goal: { readonly below: number } }): StreamingGoal {
  const { name, unit, values, goal } = measurement;
  return {
    name,
    value: median(values),
    goal: `< ${goal.below} ${unit}`,
    reached: isReached(measurement) ?? false,
  };
}
