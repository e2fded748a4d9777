import type { Instance } from '../kernel/ports.js';
import { EXTRA_PERIODS, nextState, type AlarmStateValue, type MissingData } from './alarm-state.js';
import type { MetricId, MetricStore } from './metric-store.js';
import { dataPoints } from './statistic.js';

export interface AlarmConfig {
  readonly name: string;
  readonly description: string | undefined;
  readonly metric: MetricId;
  /** `Sum`, `Maximum`, `p95` … */
  readonly statistic: string;
  readonly unit: string | undefined;
  /** AWS takes 10, 30 and multiples of 60; here any whole number from 1 on, for scaled-down runs. */
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly treatMissingData: MissingData;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

const comparisons = {
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    holds: (a: number, b: number) => a >= b,
  },
  GreaterThanThreshold: { words: 'greater than', holds: (a: number, b: number) => a > b },
  LessThanThreshold: { words: 'less than', holds: (a: number, b: number) => a < b },
  LessThanOrEqualToThreshold: { words: 'less than or equal to', holds: (a: number, b: number) => a <= b },
} as const;

export type Comparison = keyof typeof comparisons;

export interface StateChange {
  readonly from: AlarmStateValue;
  readonly to: AlarmStateValue;
  readonly reason: string;
  readonly atMs: number;
}

/** One metric alarm: it acts when its state changes, and only then. */
export class Alarm {
  readonly arn: string;
  #config: AlarmConfig;
  #state: AlarmStateValue = 'INSUFFICIENT_DATA';
  #reason = 'Unchecked: Initial alarm creation';
  #reasonData: string | undefined;
  #changedMs: number;
  #configuredMs: number;

  constructor(
    config: AlarmConfig,
    private readonly instance: Instance,
    private readonly onChange: (alarm: Alarm, change: StateChange) => void,
  ) {
    this.#config = config;
    this.#changedMs = this.#configuredMs = instance.clock.now();
    this.arn = `arn:aws:cloudwatch:${instance.region}:${instance.accountId}:alarm:${config.name}`;
  }

  get config(): AlarmConfig {
    return this.#config;
  }

  get state() {
    return {
      value: this.#state,
      reason: this.#reason,
      reasonData: this.#reasonData,
      changedMs: this.#changedMs,
      configuredMs: this.#configuredMs,
    };
  }

  /** Replaces everything but the state, which the next evaluation corrects. */
  configure(config: AlarmConfig): void {
    this.#config = config;
    this.#configuredMs = this.instance.clock.now();
  }

  /** Looks at the periods that are complete. */
  evaluate(store: MetricStore): void {
    const { metric, statistic, periodSeconds, evaluationPeriods, comparison, threshold } = this.#config;
    const periodMs = periodSeconds * 1000;
    const endMs = Math.floor(this.instance.clock.now() / periodMs) * periodMs;
    const range = evaluationPeriods + EXTRA_PERIODS;
    const startMs = endMs - range * periodMs;
    const points = dataPoints(statistic, store.samples(metric, startMs, endMs), periodSeconds);
    const byStart = new Map(points.map((point) => [point.startMs, point.value]));
    const periods = Array.from({ length: range }, (_, i) => {
      const value = byStart.get(startMs + i * periodMs);
      return value === undefined ? undefined : comparisons[comparison].holds(value, threshold);
    });
    const next = nextState(this.#config, periods, this.#state);
    if (next === this.#state) return;
    const values = points.slice(-evaluationPeriods).map(({ value }) => value);
    this.set(next, this.#explain(next, values));
  }

  /** Acts if that is a change. */
  set(value: AlarmStateValue, reason: string, reasonData?: string): void {
    const from = this.#state;
    this.#state = value;
    this.#reason = reason;
    this.#reasonData = reasonData;
    if (from === value) return;
    this.#changedMs = this.instance.clock.now();
    this.onChange(this, { from, to: value, reason, atMs: this.#changedMs });
  }

  #explain(next: AlarmStateValue, values: readonly number[]): string {
    const { comparison, threshold } = this.#config;
    const count = `${values.length} datapoint${values.length === 1 ? '' : 's'}`;
    if (next === 'INSUFFICIENT_DATA' || values.length === 0) {
      return `Insufficient Data: ${count} ${values.length === 1 ? 'was' : 'were'} unknown.`;
    }
    const shown = values.map((value) => decimal(value)).join(', ');
    const not = next === 'OK' ? 'not ' : '';
    const verb = values.length === 1 ? 'was' : 'were';
    return `Threshold Crossed: ${count} [${shown}] ${verb} ${not}${comparisons[comparison].words} the threshold (${decimal(threshold)}).`;
  }
}

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
