import type { AlarmStateValue, MissingData } from './alarm-state.js';
import type { MetricId } from './metric-store.js';
import type { StandardUnit } from '../kernel/standard-units.js';

export interface AlarmConfig {
  readonly name: string;
  readonly description: string | undefined;
  readonly metric: MetricId;
  /** `Sum`, `Maximum`, `p95` … */
  readonly statistic: string;
  readonly unit: StandardUnit | undefined;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** Undefined: all of them. What AWS says of an alarm differs between the two. */
  readonly datapointsToAlarm: number | undefined;
  readonly threshold: number;
  readonly comparison: Comparison;
  /** Undefined: `missing`. */
  readonly treatMissingData: MissingData | undefined;
  readonly actionsEnabled: boolean;
  /** ARNs of topics. */
  readonly actions: Readonly<Record<AlarmStateValue, readonly string[]>>;
}

export const comparisons = {
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    holds: (a: number, b: number) => a >= b,
  },
  GreaterThanThreshold: { words: 'greater than', holds: (a: number, b: number) => a > b },
  LessThanThreshold: { words: 'less than', holds: (a: number, b: number) => a < b },
  LessThanOrEqualToThreshold: { words: 'less than or equal to', holds: (a: number, b: number) => a <= b },
} as const;

export type Comparison = keyof typeof comparisons;
