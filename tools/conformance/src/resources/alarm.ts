import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type MetricAlarm,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { freshName } from './fresh-name.js';

export type AlarmSettings = Omit<PutMetricAlarmCommandInput, 'AlarmName'>;

/** The least that an alarm must be told: five in ten seconds of a metric that nobody puts. */
export const leastAlarm = {
  Namespace: 'SluiceConformance',
  MetricName: 'never-put',
  Statistic: 'Sum',
  Period: 10,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
} satisfies AlarmSettings;

/** An alarm for the running case alone; returns its name. */
export async function createAlarm(
  settings: Partial<AlarmSettings> = {},
  name = freshName('alarm'),
): Promise<string> {
  const { cloudWatch } = clients;
  await cloudWatch.send(new PutMetricAlarmCommand({ ...leastAlarm, ...settings, AlarmName: name }));
  onTestFinished(async () => {
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
  });
  return name;
}

/** Throws when there is none of that name. */
export async function describeAlarm(name: string): Promise<MetricAlarm> {
  const { MetricAlarms = [] } = await clients.cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name] }),
  );
  const [alarm] = MetricAlarms;
  if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
  return alarm;
}
