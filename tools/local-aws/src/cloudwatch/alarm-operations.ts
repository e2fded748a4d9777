import * as z from 'zod';
import type { Alarm, AlarmConfig } from './alarm.js';
import type { AlarmRegistry } from './alarm-registry.js';
import { cloudWatchError, dimensionsInput, dimensionsOutput, parseInput } from './request-input.js';
import { isStatistic } from './statistic.js';

const arns = z.array(z.string().startsWith('arn:')).max(5).default([]);

const putInput = z.object({
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().max(1_024).optional(),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: arns,
  OKActions: arns,
  InsufficientDataActions: arns,
  MetricName: z.string().min(1),
  Namespace: z.string().min(1),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  ExtendedStatistic: z.string().refine(isStatistic, 'is no percentile').optional(),
  Dimensions: dimensionsInput,
  Period: z.int().min(1),
  Unit: z.string().optional(),
  EvaluationPeriods: z.int().min(1),
  DatapointsToAlarm: z.int().min(1).optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  Metrics: z.undefined({ error: 'local-aws has no alarms on metric maths' }).optional(),
});

export function putMetricAlarm(alarms: AlarmRegistry, body: unknown): object {
  const input = parseInput(putInput, body);
  const statistic = input.Statistic ?? input.ExtendedStatistic;
  if (statistic === undefined || (input.Statistic !== undefined && input.ExtendedStatistic !== undefined)) {
    throw cloudWatchError(
      'InvalidParameterCombination',
      'Exactly one of Statistic and ExtendedStatistic must be given.',
    );
  }
  if ((input.DatapointsToAlarm ?? 1) > input.EvaluationPeriods) {
    throw cloudWatchError(
      'InvalidParameterCombination',
      'DatapointsToAlarm must not exceed EvaluationPeriods.',
    );
  }
  const config: AlarmConfig = {
    name: input.AlarmName,
    description: input.AlarmDescription,
    metric: { namespace: input.Namespace, name: input.MetricName, dimensions: input.Dimensions },
    statistic,
    unit: input.Unit,
    periodSeconds: input.Period,
    evaluationPeriods: input.EvaluationPeriods,
    datapointsToAlarm: input.DatapointsToAlarm ?? input.EvaluationPeriods,
    threshold: input.Threshold,
    comparison: input.ComparisonOperator,
    treatMissingData: input.TreatMissingData,
    actionsEnabled: input.ActionsEnabled,
    alarmActions: input.AlarmActions,
    okActions: input.OKActions,
    insufficientDataActions: input.InsufficientDataActions,
  };
  alarms.put(config);
  return {};
}

const describeInput = z.object({
  AlarmNames: z.array(z.string()).optional(),
  AlarmNamePrefix: z.string().optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  MaxRecords: z.int().min(1).max(100).default(50),
  NextToken: z.string().optional(),
});

export function describeAlarms(alarms: AlarmRegistry, body: unknown): object {
  const input = parseInput(describeInput, body);
  const wanted = alarms
    .list()
    .filter(
      ({ config, state }) =>
        (input.AlarmNames === undefined || input.AlarmNames.includes(config.name)) &&
        config.name.startsWith(input.AlarmNamePrefix ?? '') &&
        (input.StateValue === undefined || input.StateValue === state.value) &&
        config.name > (input.NextToken ?? ''),
    );
  const page = wanted.slice(0, input.MaxRecords);
  return {
    MetricAlarms: page.map(alarmOnTheWire),
    CompositeAlarms: [],
    ...(wanted.length > page.length ? { NextToken: page.at(-1)?.config.name } : {}),
  };
}

export function deleteAlarms(alarms: AlarmRegistry, body: unknown): object {
  const { AlarmNames } = parseInput(z.object({ AlarmNames: z.array(z.string()).min(1).max(100) }), body);
  for (const name of AlarmNames) alarms.delete(name);
  return {};
}

const stateInput = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string().max(1_023),
  StateReasonData: z.string().optional(),
});

/** For a while: the next evaluation says what the metric says. */
export function setAlarmState(alarms: AlarmRegistry, body: unknown): object {
  const input = parseInput(stateInput, body);
  const alarm = alarms.find(input.AlarmName);
  if (alarm === undefined)
    throw cloudWatchError('ResourceNotFound', `Unknown alarm ${input.AlarmName}.`, 404);
  alarm.set(input.StateValue, input.StateReason, input.StateReasonData);
  return {};
}

function alarmOnTheWire({ arn, config, state }: Alarm): object {
  const statistic = config.statistic.startsWith('p') ? 'ExtendedStatistic' : 'Statistic';
  return {
    AlarmName: config.name,
    AlarmArn: arn,
    AlarmDescription: config.description,
    AlarmConfigurationUpdatedTimestamp: state.configuredMs / 1000,
    ActionsEnabled: config.actionsEnabled,
    OKActions: config.okActions,
    AlarmActions: config.alarmActions,
    InsufficientDataActions: config.insufficientDataActions,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.changedMs / 1000,
    StateTransitionedTimestamp: state.changedMs / 1000,
    MetricName: config.metric.name,
    Namespace: config.metric.namespace,
    [statistic]: config.statistic,
    Dimensions: dimensionsOutput(config.metric.dimensions),
    Period: config.periodSeconds,
    Unit: config.unit,
    EvaluationPeriods: config.evaluationPeriods,
    DatapointsToAlarm: config.datapointsToAlarm,
    Threshold: config.threshold,
    ComparisonOperator: config.comparison,
    TreatMissingData: config.treatMissingData,
  };
}
