import * as z from 'zod';
import { isPeriod } from './alarm-periods.js';
import { invalidNextToken, notImplemented, validationError } from './cloudwatch-errors.js';
import type { MetricStore } from './metric-store.js';
import {
  dimensionsInput,
  metricNameInput,
  namespaceInput,
  parseInput,
  timestampInput,
  unitInput,
} from './request-input.js';
import { dataPoints, isStatistic, type DataPoint } from './statistic.js';

const queryInput = z.object({
  Id: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[a-z][a-zA-Z0-9_]*$/, 'must satisfy regular expression pattern: [a-z][a-zA-Z0-9_]*'),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
  Expression: z.string().optional(),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: namespaceInput,
        MetricName: metricNameInput,
        Dimensions: dimensionsInput,
      }),
      Period: z.int().min(1),
      Stat: z.string(),
      Unit: unitInput.optional(),
    })
    .optional(),
});

const input = z.object({
  MetricDataQueries: z.array(queryInput).min(1).max(500),
  StartTime: timestampInput,
  EndTime: timestampInput,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: z.int().min(1).max(100_800).default(100_800),
  NextToken: z.string().optional(),
});

type QueryInput = z.infer<typeof queryInput>;

/** Statistics of metrics; no expressions. Periods may be AWS's, or those divided by the wait scale. */
export function getMetricData(store: MetricStore, waitScale: number, body: unknown): object {
  const request = parseInput(input, body);
  const { MetricDataQueries: queries, StartTime, EndTime, MaxDatapoints } = request;
  if (EndTime <= StartTime) {
    throw validationError('The parameter EndTime must be greater than the parameter StartTime.');
  }
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  }
  const start = request.NextToken === undefined ? 0 : positionOf(request.NextToken);
  const end = start + MaxDatapoints;
  /** Data points before this query's, counted over all of them, as pages are. */
  let before = 0;
  const results = queries.map((query, i) => {
    const { points, units } = read({ store, waitScale }, query, i, StartTime, EndTime);
    const ordered = request.ScanBy === 'TimestampAscending' ? points : points.toReversed();
    const page = ordered.slice(Math.max(0, start - before), Math.max(0, end - before));
    before += query.ReturnData ? ordered.length : 0;
    return {
      Id: query.Id,
      Label: query.Label ?? query.MetricStat?.Metric.MetricName,
      Timestamps: page.map(({ startMs }) => startMs / 1000),
      Values: page.map(({ value }) => value),
      StatusCode: before > end && ordered.length > 0 ? 'PartialData' : 'Complete',
      ...(units.length > 1 ? { Messages: [severalUnits(units)] } : {}),
    };
  });
  return {
    MetricDataResults: results.filter((_, i) => queries[i]?.ReturnData),
    ...(before > end ? { NextToken: tokenOf(end) } : {}),
    Messages: [],
  };
}

function read(
  { store, waitScale }: { readonly store: MetricStore; readonly waitScale: number },
  { Expression, MetricStat }: QueryInput,
  index: number,
  startTime: number,
  endTime: number,
): { readonly points: readonly DataPoint[]; readonly units: readonly string[] } {
  const field = `MetricDataQueries.member.${index + 1}`;
  if (Expression !== undefined) throw notImplemented('expressions');
  if (MetricStat === undefined) throw validationError(`The parameter ${field}.MetricStat is required.\n`);
  const { Metric, Period, Stat, Unit } = MetricStat;
  if (![1, 5].includes(Period) && !isPeriod(Period, waitScale)) {
    throw validationError(
      `The parameter ${field}.MetricStat.Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    );
  }
  if (!isStatistic(Stat)) throw notImplemented(`the statistic ${Stat}`);
  // Rounded to the minute, or to the period where that is shorter: there the periods begin.
  const grainSeconds = Math.min(Period, 60);
  const originMs = Math.floor(startTime / grainSeconds) * grainSeconds * 1000;
  const id = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: Metric.Dimensions };
  const { samples, units } = store.read(id, originMs, endTime * 1000, Unit);
  return {
    points: dataPoints(Stat, samples, originMs, Period * 1000),
    units: Unit === undefined ? units : [Unit],
  };
}

const severalUnits = (units: readonly string[]) => ({
  Code: 'MultipleUnits',
  Value: `Multiple units returned: '[${units.join(', ')}]'`,
});

const tokenOf = (position: number): string => Buffer.from(`after:${position}`).toString('base64url');

function positionOf(token: string): number {
  const position = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (position === undefined) throw invalidNextToken('The token is none that was given.');
  return Number(position);
}
