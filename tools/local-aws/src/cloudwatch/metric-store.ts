import { standardUnits, type StandardUnit } from '../kernel/standard-units.js';

/** Of each metric and unit: three hours of seconds, or a week of minutes. */
const KEPT_SAMPLES = 10_800;

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was put within a second or a minute, as CloudWatch keeps it: enough for every statistic. */
export interface Sample {
  readonly startMs: number;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** How often each value was put, for percentiles; what came as a set of statistics is not in it. */
  readonly values: Map<number, number>;
}

export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Values with how often each was put, or a set of statistics of values that nobody tells. */
export type MetricData = ReadonlyMap<number, number> | StatisticSet;

export interface When {
  readonly timestampMs: number;
  readonly unit: StandardUnit;
  readonly storageResolutionSeconds: 1 | 60;
}

/** What a time range holds of a metric. */
export interface MetricRange {
  /** By time, all of one unit. */
  readonly samples: readonly Sample[];
  /** All that it has data of. */
  readonly units: readonly StandardUnit[];
}

/**
 * The newest metric data. One minute, the resolution of what was not put by the second, is a wait that no setting
 * names: it is divided by the wait scale.
 */
export class MetricStore {
  readonly #series = new Map<string, Map<StandardUnit, Sample[]>>();

  constructor(private readonly waitScale: number) {}

  put(id: MetricId, data: MetricData, { timestampMs, unit, storageResolutionSeconds }: When): void {
    const key = keyOf(id);
    const units = this.#series.get(key) ?? new Map<StandardUnit, Sample[]>();
    this.#series.set(key, units);
    const samples = units.get(unit) ?? [];
    units.set(unit, samples);
    const resolutionMs = storageResolutionSeconds === 1 ? 1_000 : 60_000 / this.waitScale;
    const startMs = Math.floor(Math.floor(timestampMs / resolutionMs) * resolutionMs);
    merge(sampleAt(samples, startMs), data);
    if (samples.length > KEPT_SAMPLES) samples.shift();
  }

  /** From `fromMs` (inclusive) to `toMs` (exclusive); without a unit, those of the first that has any. */
  read(id: MetricId, fromMs: number, toMs: number, unit?: StandardUnit): MetricRange {
    const found = new Map<StandardUnit, readonly Sample[]>();
    for (const [each, all] of this.#series.get(keyOf(id)) ?? []) {
      const samples = all.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
      if (samples.length > 0) found.set(each, samples);
    }
    const units = standardUnits.filter((each) => found.has(each));
    const wanted = unit ?? units[0];
    return { units, samples: (wanted === undefined ? undefined : found.get(wanted)) ?? [] };
  }
}

function sampleAt(samples: Sample[], startMs: number): Sample {
  // Nearly always the last one.
  const at = samples.findLastIndex((sample) => sample.startMs <= startMs);
  const found = samples[at];
  if (found?.startMs === startMs) return found;
  const sample: Sample = {
    startMs,
    count: 0,
    sum: 0,
    minimum: Infinity,
    maximum: -Infinity,
    values: new Map(),
  };
  samples.splice(at + 1, 0, sample);
  return sample;
}

function merge(sample: Sample, data: MetricData): void {
  if ('sum' in data) {
    add(sample, data);
    // Then every value is known after all.
    if (data.minimum === data.maximum && data.sum === data.minimum * data.count) {
      addValue(sample, data.minimum, data.count);
    }
    return;
  }
  for (const [value, count] of data) {
    add(sample, { count, sum: value * count, minimum: value, maximum: value });
    addValue(sample, value, count);
  }
}

function add(sample: Sample, { count, sum, minimum, maximum }: StatisticSet): void {
  sample.count += count;
  sample.sum += sum;
  sample.minimum = Math.min(sample.minimum, minimum);
  sample.maximum = Math.max(sample.maximum, maximum);
}

const addValue = ({ values }: Sample, value: number, count: number): void =>
  void values.set(value, (values.get(value) ?? 0) + count);

/** Dimensions are a set: their order does not make another metric. */
const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
