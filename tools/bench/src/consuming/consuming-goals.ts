import { medianRatio } from '../measurement.js';
import type { ConsumerName } from './consumer-names.js';
import type { ConsumingReport } from './bench-consuming.js';
import type { DrainRun } from './drain-queue.js';

export interface ConsumingGoal {
  readonly name: string;
  readonly value: number;
  readonly goal: string;
  readonly reached: boolean;
}

/** The other consumer's fastest way is what is measured against. */
export const reference: ConsumerName = 'sqs-consumer-batch';

const perSecond = ({ seconds }: DrainRun) => 1 / seconds;

/** Of one to another, the median of the ratios within a round. */
export function ratioOf(
  { cases }: ConsumingReport,
  one: ConsumerName,
  other: ConsumerName,
  figure: (run: DrainRun) => number,
): number {
  const [values = [], of = []] = [one, other].map((name) =>
    (cases.find((each) => each.name === name)?.runs ?? []).map(figure),
  );
  return medianRatio({ name: one, unit: '', values, reference: of }) as number;
}

export function consumingGoals(report: ConsumingReport): readonly ConsumingGoal[] {
  const goal = (name: string, one: ConsumerName, other: ConsumerName): ConsumingGoal => {
    const value = ratioOf(report, one, other, perSecond);
    return { name, value, goal: '≥ 1 ×', reached: value >= 1 };
  };
  return [
    goal('messages/s, of sqs-consumer by batches', 'sluice', reference),
    goal('the same, with as few held', 'sluice-ten', reference),
    goal('messages/s, of sqs-consumer one by one', 'sluice', 'sqs-consumer-each'),
  ];
}
