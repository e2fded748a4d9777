import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { loadableDatasets } from '@sluice/contracts';
import { laneNames, type LaneName, type ResourceNames } from '@sluice/topology';
import { metricSeries, type MetricPoint, type MetricQuery } from './metric-series.js';

/** What the metrics tell. Null: not known, as of what is idle. */
export interface StatusMetrics {
  /** By queue. Messages received three times or more are left out of it. */
  readonly oldestSeconds: Readonly<Record<string, number | null>>;
  readonly functions: Readonly<Record<string, FunctionStatus>>;
  /** Of the newest batch that the transform was handed. */
  readonly iteratorAgeMilliseconds: number | null;
  readonly loads: readonly LoadStatus[];
  readonly halted: boolean;
}

/** Of the last hour. */
export interface FunctionStatus {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
}

/** What was loaded of a dataset by a lane. */
export interface LoadStatus {
  readonly dataset: string;
  readonly lane: LaneName;
  /** ISO 8601 UTC, the minute of it. */
  readonly lastLoadAt: string;
  readonly lastHour: Readonly<Record<keyof typeof counts, number>>;
}

const counts = {
  read: 'RecordsRead',
  loaded: 'RecordsLoaded',
  deduplicated: 'RecordsDeduplicated',
  quarantined: 'RecordsQuarantined',
} as const;

const hour = 3_600_000;
const day = 24 * hour;
/** Gauges that are older say nothing of now: CloudWatch is some minutes behind, and idle things report nothing. */
const freshMilliseconds = 600_000;
/** Halted is said at least every minute. */
const haltFreshMilliseconds = 300_000;

export async function statusMetrics(
  client: Pick<CloudWatchClient, 'send'>,
  names: ResourceNames,
  now: number,
): Promise<StatusMetrics> {
  const queues = Object.entries(names.queues);
  const functions = Object.entries(names.functions);
  const loads = loadableDatasets.flatMap(({ name }) => laneNames.map((lane) => ({ dataset: name, lane })));
  const queries: Record<string, MetricQuery> = {
    ...Object.fromEntries(queues.map(([role, name]) => [`age ${role}`, ageOf(name)])),
    ...Object.fromEntries(
      functions.flatMap(([role, name]) =>
        functionSums.map(([key, metric]) => [`${key} ${role}`, ofFunction(name, metric, 'Sum')] as const),
      ),
    ),
    iteratorAge: ofFunction(names.functions.kinesisTransform, 'IteratorAge', 'Maximum'),
    halted: { ...ofProcessor(names, 'Halted', {}), statistic: 'Minimum' },
    ...Object.fromEntries(
      loads.flatMap((load) =>
        Object.entries(counts).map(
          ([key, metric]) =>
            [loadId(key, load), { ...ofProcessor(names, metric, load), statistic: 'Sum' }] as const,
        ),
      ),
    ),
  };
  const reads = Object.fromEntries(
    loads.map((load) => [
      loadId('read', load),
      { ...ofProcessor(names, 'RecordsRead', load), statistic: 'Sum' as const },
    ]),
  );
  const [lastHour, lastDay] = await Promise.all([
    metricSeries(client, queries, { from: now - hour, to: now }),
    metricSeries(client, reads, { from: now - day, to: now }),
  ]);
  const sum = (id: string) => (lastHour[id] ?? []).reduce((total, { value }) => total + value, 0);
  const gauge = (id: string, maxAge = freshMilliseconds) => newest(lastHour[id], now - maxAge);
  return {
    oldestSeconds: Object.fromEntries(queues.map(([role]) => [role, gauge(`age ${role}`)])),
    functions: Object.fromEntries(
      functions.map(([role]) => [
        role,
        {
          invocations: sum(`invocations ${role}`),
          errors: sum(`errors ${role}`),
          throttles: sum(`throttles ${role}`),
        },
      ]),
    ),
    iteratorAgeMilliseconds: gauge('iteratorAge'),
    loads: loads.flatMap((load) => {
      const [last] = lastDay[loadId('read', load)] ?? [];
      if (last === undefined) return [];
      const sums = Object.keys(counts).map((key) => [key, sum(loadId(key, load))] as const);
      return [
        {
          ...load,
          lastLoadAt: new Date(last.at).toISOString(),
          lastHour: Object.fromEntries(sums) as LoadStatus['lastHour'],
        },
      ];
    }),
    // A 0 ends a halt: the minute that has one is its last, whatever else was said in it.
    halted: (gauge('halted', haltFreshMilliseconds) ?? 0) > 0,
  };
}

const functionSums = [
  ['invocations', 'Invocations'],
  ['errors', 'Errors'],
  ['throttles', 'Throttles'],
] as const;

const loadId = (key: string, { dataset, lane }: { dataset: string; lane: string }) =>
  `${key} ${dataset} ${lane}`;

const newest = (points: readonly MetricPoint[] = [], since: number): number | null => {
  const [point] = points;
  return point !== undefined && point.at >= since ? point.value : null;
};

const ageOf = (QueueName: string): MetricQuery => ({
  namespace: 'AWS/SQS',
  name: 'ApproximateAgeOfOldestMessage',
  dimensions: { QueueName },
  statistic: 'Maximum',
});

const ofFunction = (
  FunctionName: string,
  name: string,
  statistic: MetricQuery['statistic'],
): MetricQuery => ({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName }, statistic });

const ofProcessor = (
  { metricsNamespace: namespace }: ResourceNames,
  name: string,
  { dataset, lane }: { readonly dataset?: string; readonly lane?: string },
): Omit<MetricQuery, 'statistic'> => ({
  namespace,
  name,
  dimensions: {
    Service: 'fargate-processor',
    ...(dataset === undefined ? {} : { Dataset: dataset }),
    ...(lane === undefined ? {} : { Lane: lane }),
  },
});
