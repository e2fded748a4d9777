import type { MetricDatum } from '../kernel/ports.js';

const RETENTION_MS = 3 * 3_600_000;

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was put within one second, as AWS keeps it: not each value by itself, but enough for every statistic. */
export interface Sample {
  readonly second: number;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** For percentiles; empty when only a statistic set was put. */
  readonly values: { readonly value: number; readonly count: number }[];
}

export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

interface Series {
  readonly id: MetricId;
  /** By time. */
  readonly samples: Sample[];
}

/** The metrics of the last three hours, by the second. */
export class MetricStore {
  readonly #series = new Map<string, Series>();

  put(datum: MetricDatum, count = 1): void {
    const { value } = datum;
    const sample = this.#sampleFor(datum, datum.timestampMs);
    merge(sample, { count, sum: value * count, minimum: value, maximum: value });
    sample.values.push({ value, count });
  }

  putStatistics(id: MetricId, statistics: StatisticSet, timestampMs: number): void {
    merge(this.#sampleFor(id, timestampMs), statistics);
  }

  /** From `fromMs` (inclusive) to `toMs` (exclusive), by time. */
  samples(id: MetricId, fromMs: number, toMs: number): readonly Sample[] {
    const all = this.#series.get(keyOf(id))?.samples ?? [];
    return all.filter(({ second }) => second * 1000 >= fromMs && second * 1000 < toMs);
  }

  list(): readonly MetricId[] {
    return [...this.#series.values()].map(({ id }) => id);
  }

  #sampleFor(id: MetricId, timestampMs: number): Sample {
    const { namespace, name, dimensions } = id;
    const key = keyOf(id);
    const series = this.#series.get(key) ?? { id: { namespace, name, dimensions }, samples: [] };
    this.#series.set(key, series);
    const { samples } = series;
    const second = Math.floor(timestampMs / 1000);
    // Nearly always the last one.
    const at = samples.findLastIndex((sample) => sample.second <= second);
    const found = samples[at];
    if (found?.second === second) return found;
    const sample: Sample = { second, count: 0, sum: 0, minimum: Infinity, maximum: -Infinity, values: [] };
    samples.splice(at + 1, 0, sample);
    const oldest = second - RETENTION_MS / 1000;
    while ((samples[0]?.second ?? Infinity) < oldest) samples.shift();
    return sample;
  }
}

function merge(sample: Sample, { count, sum, minimum, maximum }: StatisticSet): void {
  sample.count += count;
  sample.sum += sum;
  sample.minimum = Math.min(sample.minimum, minimum);
  sample.maximum = Math.max(sample.maximum, maximum);
}

/** Dimensions are a set: their order does not make another metric. */
const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
