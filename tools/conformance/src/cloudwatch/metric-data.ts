import {
  GetMetricDataCommand,
  PutMetricDataCommand,
  type MetricDatum,
  type MetricDataResult,
  type MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { clients } from '../clients.js';

const { cloudWatch } = clients;

/** The whole minute that lies so many minutes back: what is put there falls into one period. */
export const minutesAgo = (minutes: number): Date =>
  new Date((Math.floor(Date.now() / 60_000) - minutes) * 60_000);

export const secondsAfter = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1000);

export const putMetricData = (namespace: string, ...data: readonly MetricDatum[]): Promise<unknown> =>
  cloudWatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: [...data] }));

export interface Query extends Partial<Omit<MetricStat, 'Metric'>> {
  readonly namespace: string;
  /** Default `m`. */
  readonly name?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly from: Date;
  readonly to: Date;
}

/** A metric of a namespace; by default its sum for each minute, oldest first. */
export async function getMetric({
  namespace,
  name = 'm',
  dimensions = {},
  from,
  to,
  Period = 60,
  Stat = 'Sum',
  ...rest
}: Query): Promise<MetricDataResult> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  const { MetricDataResults: [result] = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: from,
      EndTime: to,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'q', MetricStat: { Metric, Period, Stat, ...rest } }],
    }),
  );
  return result as MetricDataResult;
}
