import * as z from 'zod';
import type { Clock } from '../kernel/ports.js';
import type { MetricStore, Sample } from './metric-store.js';
import { cloudWatchError, dimensionsInput, dimensionsOutput, parseInput } from './request-input.js';
import { byPeriod, dataPoints, isStatistic, statisticOf } from './statistic.js';

const seconds = z.number();

const putInput = z.object({
  Namespace: z.string().min(1).max(255),
  MetricData: z
    .array(
      z.object({
        MetricName: z.string().min(1).max(255),
        Dimensions: dimensionsInput,
        Timestamp: seconds.optional(),
        Value: z.number().optional(),
        Values: z.array(z.number()).max(150).optional(),
        Counts: z.array(z.number().nonnegative()).max(150).optional(),
        StatisticValues: z
          .object({ SampleCount: z.number(), Sum: z.number(), Minimum: z.number(), Maximum: z.number() })
          .optional(),
        Unit: z.string().optional(),
      }),
    )
    .max(1_000)
    .default([]),
});

export function putMetricData(store: MetricStore, clock: Clock, body: unknown): object {
  const input = parseInput(putInput, body);
  for (const datum of input.MetricData) {
    const { Value, Values, Counts, StatisticValues } = datum;
    if (Value === undefined && Values === undefined && StatisticValues === undefined) {
      throw cloudWatchError(
        'MissingParameter',
        `${datum.MetricName}: Value, Values or StatisticValues must be given.`,
      );
    }
    if (Counts !== undefined && Counts.length !== Values?.length) {
      throw cloudWatchError(
        'InvalidParameterValue',
        `${datum.MetricName}: Counts and Values must be of equal length.`,
      );
    }
  }
  for (const {
    MetricName,
    Dimensions,
    Timestamp,
    Value,
    Values,
    Counts,
    StatisticValues,
  } of input.MetricData) {
    const id = { namespace: input.Namespace, name: MetricName, dimensions: Dimensions };
    const timestampMs = Timestamp === undefined ? clock.now() : Timestamp * 1000;
    const values = Values ?? (Value === undefined ? [] : [Value]);
    values.forEach((value, i) => store.put({ ...id, value, timestampMs }, Counts?.[i] ?? 1));
    if (StatisticValues === undefined) continue;
    const { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum } = StatisticValues;
    store.putStatistics(id, { count, sum, minimum, maximum }, timestampMs);
  }
  return {};
}

const listInput = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
});

export function listMetrics(store: MetricStore, body: unknown): object {
  const input = parseInput(listInput, body);
  const wanted = store
    .list()
    .filter(
      ({ namespace, name, dimensions }) =>
        (input.Namespace === undefined || input.Namespace === namespace) &&
        (input.MetricName === undefined || input.MetricName === name) &&
        input.Dimensions.every(({ Name, Value }) =>
          Value === undefined ? Name in dimensions : dimensions[Name] === Value,
        ),
    );
  return {
    Metrics: wanted.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensionsOutput(dimensions),
    })),
  };
}

const statistic = z.string().refine(isStatistic, 'is no statistic that local-aws computes');
const period = z.int().min(1);

const dataInput = z.object({
  MetricDataQueries: z
    .array(
      z.object({
        Id: z.string().regex(/^[a-z][a-zA-Z0-9_]*$/),
        Label: z.string().optional(),
        ReturnData: z.boolean().default(true),
        Expression: z.undefined({ error: 'local-aws computes no expressions' }).optional(),
        MetricStat: z.object({
          Metric: z.object({
            Namespace: z.string(),
            MetricName: z.string(),
            Dimensions: dimensionsInput,
          }),
          Period: period,
          Stat: statistic,
        }),
      }),
    )
    .min(1)
    .max(500),
  StartTime: seconds,
  EndTime: seconds,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
});

export function getMetricData(store: MetricStore, body: unknown): object {
  const input = parseInput(dataInput, body);
  const results = input.MetricDataQueries.filter(({ ReturnData }) => ReturnData).map((query) => {
    const { Metric, Period, Stat } = query.MetricStat;
    const id = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: Metric.Dimensions };
    // AWS, too, begins with the whole period that the start lies in.
    const startMs = Math.floor(input.StartTime / Period) * Period * 1000;
    const points = dataPoints(Stat, store.samples(id, startMs, input.EndTime * 1000), Period);
    const ordered = input.ScanBy === 'TimestampAscending' ? points : points.toReversed();
    return {
      Id: query.Id,
      Label: query.Label ?? Metric.MetricName,
      Timestamps: ordered.map(({ startMs: at }) => at / 1000),
      Values: ordered.map(({ value }) => value),
      StatusCode: 'Complete',
    };
  });
  return { MetricDataResults: results, Messages: [] };
}

const statisticsInput = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensionsInput,
  StartTime: seconds,
  EndTime: seconds,
  Period: period,
  Statistics: z.array(statistic).default([]),
  ExtendedStatistics: z.array(statistic).default([]),
});

export function getMetricStatistics(store: MetricStore, body: unknown): object {
  const input = parseInput(statisticsInput, body);
  const { Namespace: namespace, MetricName: name, Dimensions: dimensions, Period } = input;
  const startMs = Math.floor(input.StartTime / Period) * Period * 1000;
  const samples = store.samples({ namespace, name, dimensions }, startMs, input.EndTime * 1000);
  const valuesOf = (members: readonly Sample[], names: readonly string[]) =>
    Object.fromEntries(names.map((each) => [each, statisticOf(each, members)]));
  return {
    Label: name,
    Datapoints: [...byPeriod(samples, Period)].map(([start, members]) => ({
      Timestamp: start,
      ...valuesOf(members, input.Statistics),
      ...(input.ExtendedStatistics.length === 0
        ? {}
        : { ExtendedStatistics: valuesOf(members, input.ExtendedStatistics) }),
    })),
  };
}
