import type { Instance } from '../kernel/ports.js';
import type { Alarm, StateChange } from './alarm.js';
import { longTime } from './alarm-reason.js';
import { isPercentile } from './statistic.js';

/** As much as SNS takes; names of alarms may be longer. */
const SUBJECT_CHARACTERS = 100;

/** How AWS writes regions in alarm messages; others stand with their code. */
const regionNames: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-west-3': 'EU (Paris)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-north-1': 'EU (Stockholm)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
};

/** What an alarm publishes. */
export interface AlarmMessage {
  readonly subject: string;
  /** JSON. */
  readonly body: string;
}

export function alarmMessage(alarm: Alarm, change: StateChange, instance: Instance): AlarmMessage {
  const { config } = alarm;
  const region = regionNames[instance.region] ?? instance.region;
  const message = {
    AlarmName: config.name,
    AlarmDescription: config.description ?? null,
    AWSAccountId: instance.accountId,
    AlarmConfigurationUpdatedTimestamp: longTime(alarm.configuredMs),
    NewStateValue: change.to,
    NewStateReason: change.reason,
    StateChangeTime: longTime(change.atMs),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: change.from,
    OKActions: config.actions.OK,
    AlarmActions: config.actions.ALARM,
    InsufficientDataActions: config.actions.INSUFFICIENT_DATA,
    Trigger: {
      MetricName: config.metric.name,
      Namespace: config.metric.namespace,
      ...(isPercentile(config.statistic)
        ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: config.statistic }
        : { StatisticType: 'Statistic', Statistic: config.statistic.toUpperCase() }),
      Unit: config.unit ?? null,
      Dimensions: Object.entries(config.metric.dimensions).map(([name, value]) => ({ value, name })),
      Period: config.periodSeconds,
      EvaluationPeriods: config.evaluationPeriods,
      ...(config.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: config.datapointsToAlarm }),
      ComparisonOperator: config.comparison,
      Threshold: config.threshold,
      TreatMissingData: config.treatMissingData ?? 'missing',
      EvaluateLowSampleCountPercentile: '',
    },
  };
  const subject = `${change.to}: "${config.name}" in ${region}`.slice(0, SUBJECT_CHARACTERS);
  return { subject, body: JSON.stringify(message) };
}
