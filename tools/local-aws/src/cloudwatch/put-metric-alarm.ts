import * as z from 'zod';
import { comparisons, type AlarmConfig, type Comparison } from './alarm-config.js';
import { isPeriod, isWithinReach } from './alarm-periods.js';
import type { AlarmRegistry } from './alarm-registry.js';
import { notImplemented, validationError } from './cloudwatch-errors.js';
import {
  dimensionsInput,
  doubleInput,
  metricNameInput,
  namespaceInput,
  parseInput,
  unitInput,
} from './request-input.js';
import { isPercentile } from './statistic.js';

const arns = z.array(z.string().min(1).max(1_024)).max(5).default([]);

const input = z.looseObject({
  AlarmName: z
    .string()
    .min(1)
    .max(255)
    .regex(/^\P{Cc}*$/u, 'must have no control characters'),
  AlarmDescription: z.string().max(1_024).optional(),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: arns,
  OKActions: arns,
  InsufficientDataActions: arns,
  MetricName: metricNameInput.optional(),
  Namespace: namespaceInput.optional(),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  ExtendedStatistic: z.string().optional(),
  Dimensions: dimensionsInput,
  Period: z.int().min(1).optional(),
  Unit: unitInput.optional(),
  EvaluationPeriods: z.int().min(1).optional(),
  DatapointsToAlarm: z.int().min(1).optional(),
  Threshold: doubleInput.optional(),
  ComparisonOperator: z.enum(Object.keys(comparisons) as Comparison[]),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).optional(),
});

type Input = z.infer<typeof input>;

/** Of other kinds of alarms, and of percentiles of little data. */
const absentFields = [
  'Metrics',
  'ThresholdMetricId',
  'EvaluationCriteria',
  'EvaluationInterval',
  'EvaluateLowSampleCountPercentile',
];

/** Creates or replaces an alarm on one metric. */
export function putMetricAlarm(alarms: AlarmRegistry, waitScale: number, body: unknown): object {
  const request = parseInput(input, body);
  const absent = absentFields.find((field) => request[field] !== undefined);
  if (absent !== undefined) throw notImplemented(absent);
  alarms.put(configOf(request, waitScale));
  return {};
}

function configOf(request: Input, waitScale: number): AlarmConfig {
  const { AlarmName, Statistic, ExtendedStatistic, DatapointsToAlarm } = request;
  const metricName = given(request, 'MetricName');
  const namespace = given(request, 'Namespace');
  const periodSeconds = given(request, 'Period');
  const evaluationPeriods = given(request, 'EvaluationPeriods');
  const threshold = given(request, 'Threshold');
  const statistic = Statistic ?? ExtendedStatistic;
  if (statistic === undefined || (Statistic !== undefined && ExtendedStatistic !== undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be set.');
  }
  if (ExtendedStatistic !== undefined && !isPercentile(ExtendedStatistic)) {
    throw notImplemented(`the statistic ${ExtendedStatistic}`);
  }
  if (!isPeriod(periodSeconds, waitScale)) {
    throw validationError('Period must be 10, 20, 30 or a multiple of 60');
  }
  if (!isWithinReach(periodSeconds, evaluationPeriods)) {
    throw validationError(
      'Metrics cannot be checked across more than a day, or a week with periods of an hour at least (EvaluationPeriods * Period must be <= 86400, or <= 604800).',
    );
  }
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > evaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  if (!Number.isFinite(threshold)) throw validationError('Threshold must be a number');
  return {
    name: AlarmName,
    description: request.AlarmDescription,
    metric: { namespace, name: metricName, dimensions: request.Dimensions },
    statistic,
    unit: request.Unit,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm,
    threshold,
    comparison: request.ComparisonOperator,
    treatMissingData: request.TreatMissingData,
    actionsEnabled: request.ActionsEnabled,
    actions: {
      OK: topicsOf(request.OKActions),
      ALARM: topicsOf(request.AlarmActions),
      INSUFFICIENT_DATA: topicsOf(request.InsufficientDataActions),
    },
  };
}

/** What alarms of other kinds may leave out, and this kind may not. */
function given<F extends 'MetricName' | 'Namespace' | 'Period' | 'EvaluationPeriods' | 'Threshold'>(
  request: Input,
  field: F,
): NonNullable<Input[F]> {
  const value = request[field];
  if (value === undefined) throw validationError(`${field} must not be null`);
  return value as NonNullable<Input[F]>;
}

/** AWS does not look whether a topic is there either. */
function topicsOf(arns: readonly string[]): readonly string[] {
  for (const arn of arns) {
    if (!arn.startsWith('arn:')) throw validationError(`Invalid arn syntax: ${arn}`);
    if (!arn.startsWith('arn:aws:sns:')) throw notImplemented(`actions other than topics, such as ${arn}`);
  }
  return arns;
}
