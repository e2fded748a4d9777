import type { Instance } from '../kernel/ports.js';
import { comparisons, type AlarmConfig } from './alarm-config.js';
import { evaluationPauseMs } from './alarm-periods.js';
import { reasonDataOf, reasonOf } from './alarm-reason.js';
import { EXTRA_PERIODS, nextState, type AlarmStateValue } from './alarm-state.js';
import type { MetricStore } from './metric-store.js';
import { dataPoints } from './statistic.js';

export interface StateChange {
  readonly from: AlarmStateValue;
  readonly to: AlarmStateValue;
  readonly reason: string;
  readonly atMs: number;
}

export interface AlarmState {
  readonly value: AlarmStateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData: string | undefined;
  /** When it was last said to be so, and when it last became so. */
  readonly updatedMs: number;
  readonly transitionedMs: number;
}

/** One metric alarm: it acts when its state changes, and only then. */
export class Alarm {
  readonly arn: string;
  #config: AlarmConfig;
  #configuredMs: number;
  #state: AlarmState;

  constructor(
    config: AlarmConfig,
    private readonly instance: Instance,
    private readonly onChange: (alarm: Alarm, change: StateChange) => void,
  ) {
    const now = instance.clock.now();
    this.#config = config;
    this.#configuredMs = now;
    this.#state = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      reasonData: undefined,
      updatedMs: now,
      transitionedMs: now,
    };
    this.arn = `arn:aws:cloudwatch:${instance.region}:${instance.accountId}:alarm:${config.name}`;
  }

  get config(): AlarmConfig {
    return this.#config;
  }

  get configuredMs(): number {
    return this.#configuredMs;
  }

  get state(): AlarmState {
    return this.#state;
  }

  /** Replaces everything but the state, which the next evaluation corrects. */
  configure(config: AlarmConfig): void {
    this.#config = config;
    this.#configuredMs = this.instance.clock.now();
  }

  /**
   * Looks at the periods up to now, or rather up to the last time that evaluations are due at: the window slides with
   * each evaluation, so that periods of five minutes begin at any minute.
   */
  evaluate(store: MetricStore): void {
    const { metric, statistic, unit, periodSeconds, comparison, threshold } = this.#config;
    const { evaluationPeriods, datapointsToAlarm = evaluationPeriods } = this.#config;
    const { treatMissingData = 'missing' } = this.#config;
    const atMs = this.instance.clock.now();
    const pauseMs = evaluationPauseMs(this.#config, this.instance.waitScale);
    // A whole number, so that periods counted from either end begin at the same time.
    const endMs = Math.floor(Math.floor(atMs / pauseMs) * pauseMs);
    const periodMs = periodSeconds * 1000;
    const range = evaluationPeriods + EXTRA_PERIODS;
    const starts = Array.from({ length: range }, (_, i) => endMs - (range - i) * periodMs);
    const [originMs = endMs] = starts;
    const { samples } = store.read(metric, originMs, endMs, unit);
    const points = dataPoints(statistic, samples, originMs, periodMs);
    const byStart = new Map(points.map((point) => [point.startMs, point]));
    const periods = starts.map((startMs) => {
      const point = byStart.get(startMs);
      return point === undefined ? undefined : comparisons[comparison].holds(point.value, threshold);
    });
    const rule = { evaluationPeriods, datapointsToAlarm, treatMissingData };
    const next = nextState(rule, periods, this.#state.value);
    if (next === this.#state.value) return;
    const known = points.slice(-evaluationPeriods);
    const missing = starts
      .toReversed()
      .filter((startMs) => !byStart.has(startMs))
      .slice(0, evaluationPeriods - known.length);
    const evaluation = { atMs, points: known, missing };
    this.set(next, reasonOf(this.#config, next, evaluation), reasonDataOf(this.#config, evaluation));
  }

  /** Acts if that is a change. */
  set(value: AlarmStateValue, reason: string, reasonData?: string): void {
    const now = this.instance.clock.now();
    const { value: from, transitionedMs } = this.#state;
    const changed = from !== value;
    this.#state = {
      value,
      reason,
      reasonData,
      updatedMs: now,
      transitionedMs: changed ? now : transitionedMs,
    };
    if (changed) this.onChange(this, { from, to: value, reason, atMs: now });
  }
}
