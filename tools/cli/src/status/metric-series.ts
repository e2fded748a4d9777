import { GetMetricDataCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';

export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum';
}

/** A minute of a metric. */
export interface MetricPoint {
  /** Milliseconds: when the minute began. */
  readonly at: number;
  readonly value: number;
}

/** Minutes of metrics, the newest first; a minute in which nothing was put is not there. */
export type MetricSeries<Id extends string> = Readonly<Record<Id, readonly MetricPoint[]>>;

/**
 * What CloudWatch has of metrics between two moments, in milliseconds, by the minute, which is its resolution for fifteen
 * days. It may be some minutes behind.
 */
export async function metricSeries<Id extends string>(
  client: Pick<CloudWatchClient, 'send'>,
  queries: Readonly<Record<Id, MetricQuery>>,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<MetricSeries<Id>> {
  const ids = Object.keys(queries) as Id[];
  const series = Object.fromEntries(ids.map((id) => [id, [] as MetricPoint[]])) as Record<Id, MetricPoint[]>;
  if (ids.length === 0) return series;
  let token: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      MetricDataQueries: ids.map((id, index) => queryOf(queries[id], index)),
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: 'TimestampDescending',
      NextToken: token,
    });
    const { MetricDataResults = [], NextToken } = await client.send(command);
    for (const { Id, Timestamps = [], Values = [] } of MetricDataResults) {
      const id = ids[Number(Id?.slice(1))];
      if (id === undefined) continue;
      series[id].push(...Timestamps.map((at, index) => ({ at: at.getTime(), value: Values[index] ?? 0 })));
    }
    token = NextToken;
  } while (token !== undefined);
  return series;
}

const queryOf = ({ namespace, name, dimensions, statistic }: MetricQuery, index: number) => ({
  Id: `m${index}`,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: 60,
    Stat: statistic,
  },
});
