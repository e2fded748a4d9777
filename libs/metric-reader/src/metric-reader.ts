import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { errorCode, MetricsUnavailableError } from './errors.js';
import { periodSeconds } from './period.js';

/** One metric, and what of its values is asked for. */
export interface MetricQuery {
  /** For example `AWS/SQS`. */
  readonly namespace: string;
  readonly name: string;
  /** All of the metric's: one with fewer or more of them is another metric. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

/** What CloudWatch knows of the last minutes. It learns of things late, some by a minute, some by several. */
export interface MetricReader {
  /**
   * One number for each query, in their order, over the last `lastSeconds`: the sum, or the highest value, of all that
   * was reported. `undefined` when nothing was reported, which is not 0: idle queues report nothing, and neither does
   * what does not run. Begins with a whole minute (for less than a minute with a whole second), so that it may look
   * back a little further, never less far.
   * @throws {MetricsUnavailableError} when any of it is not known in full
   */
  read(queries: readonly MetricQuery[], lastSeconds: number): Promise<(number | undefined)[]>;
}

export interface MetricReaderOptions {
  /** Milliseconds. Default: the clock. */
  readonly now?: () => number;
  /** For one `read`, retries and pages included; then it throws. Default 10 s. */
  readonly timeoutSeconds?: number;
}

export function createMetricReader(
  client: CloudWatchClient,
  { now = Date.now, timeoutSeconds = 10 }: MetricReaderOptions = {},
): MetricReader {
  return {
    async read(queries, lastSeconds) {
      if (queries.length === 0) return [];
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      const values = await readValues(client, queries, { lastSeconds, now: now(), signal });
      return queries.map(({ statistic }, index) => {
        const ofOne = values.get(idOf(index)) ?? [];
        if (ofOne.length === 0) return undefined;
        return statistic === 'Sum' ? ofOne.reduce((a, b) => a + b) : ofOne.reduce((a, b) => Math.max(a, b));
      });
    },
  };
}

/** All data points of each query, by its id. */
async function readValues(
  client: CloudWatchClient,
  queries: readonly MetricQuery[],
  { lastSeconds, now, signal }: { lastSeconds: number; now: number; signal: AbortSignal },
): Promise<Map<string, number[]>> {
  const values = new Map<string, number[]>(queries.map((_, index) => [idOf(index), []]));
  const complete = new Set<string>();
  const period = periodSeconds(lastSeconds);
  const granularity = Math.min(period, 60) * 1000;
  const request = {
    MetricDataQueries: queries.map((query, index) => dataQuery(query, index, period)),
    StartTime: new Date(Math.floor((now - lastSeconds * 1000) / granularity) * granularity),
    // Exclusive: the second that has begun counts.
    EndTime: new Date((Math.floor(now / 1000) + 1) * 1000),
  };
  let NextToken: string | undefined;
  do {
    const page = await send(client, new GetMetricDataCommand({ ...request, NextToken }), signal);
    for (const { Id = '', Values = [], StatusCode } of page.MetricDataResults ?? []) {
      if (StatusCode !== 'Complete' && StatusCode !== 'PartialData')
        throw new MetricsUnavailableError(StatusCode ?? 'no status');
      values.get(Id)?.push(...Values);
      if (StatusCode === 'Complete') complete.add(Id);
      else complete.delete(Id);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  if (complete.size < queries.length) throw new MetricsUnavailableError('PartialData');
  return values;
}

async function send(
  client: CloudWatchClient,
  command: GetMetricDataCommand,
  abortSignal: AbortSignal,
): Promise<GetMetricDataCommandOutput> {
  try {
    return await client.send(command, { abortSignal });
  } catch (error) {
    throw new MetricsUnavailableError(abortSignal.aborted ? 'Timeout' : errorCode(error), { cause: error });
  }
}

const idOf = (index: number): string => `q${index}`;

const dataQuery = (
  { namespace, name, dimensions, statistic }: MetricQuery,
  index: number,
  period: number,
): MetricDataQuery => ({
  Id: idOf(index),
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: period,
    Stat: statistic,
  },
});
