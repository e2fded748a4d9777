import * as z from 'zod';
import type { AlarmRegistry } from './alarm-registry.js';
import type { Alarm } from './alarm.js';
import { invalidNextToken, notImplemented, validationError } from './cloudwatch-errors.js';
import { dimensionsOutput, parseInput } from './request-input.js';
import { isPercentile } from './statistic.js';

const name = z.string().min(1).max(255);

const input = z.object({
  AlarmNames: z.array(name).max(100).optional(),
  AlarmNamePrefix: name.optional(),
  AlarmTypes: z.array(z.enum(['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])).optional(),
  ActionPrefix: z.string().min(1).max(1_024).optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  MaxRecords: z.int().min(1).max(100).default(50),
  NextToken: z.string().optional(),
  ChildrenOfAlarmName: z.string().optional(),
  ParentsOfAlarmName: z.string().optional(),
});

/** By name, in pages. */
export function describeAlarms(alarms: AlarmRegistry, body: unknown): object {
  const request = parseInput(input, body);
  if (request.ChildrenOfAlarmName !== undefined || request.ParentsOfAlarmName !== undefined) {
    throw notImplemented('composite alarms');
  }
  if (request.AlarmNames !== undefined && request.AlarmNamePrefix !== undefined) {
    throw validationError('AlarmNames and AlarmNamePrefix cannot be used at once.');
  }
  const after = request.NextToken === undefined ? '' : nameOf(request.NextToken);
  const wanted = alarms.list().filter((alarm) => isWanted(alarm, request) && alarm.config.name > after);
  const page = wanted.slice(0, request.MaxRecords);
  const last = page.at(-1);
  return {
    MetricAlarms: page.map(onTheWire),
    CompositeAlarms: [],
    ...(last === undefined || wanted.length === page.length ? {} : { NextToken: tokenOf(last.config.name) }),
  };
}

function isWanted({ config, state }: Alarm, request: z.infer<typeof input>): boolean {
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, ActionPrefix, StateValue } = request;
  const actions = Object.values(config.actions).flat();
  return (
    (AlarmNames === undefined || AlarmNames.includes(config.name)) &&
    config.name.startsWith(AlarmNamePrefix) &&
    (AlarmTypes === undefined || AlarmTypes.includes('MetricAlarm')) &&
    (ActionPrefix === undefined || actions.some((arn) => arn.startsWith(ActionPrefix))) &&
    (StateValue === undefined || StateValue === state.value)
  );
}

const tokenOf = (alarmName: string): string => Buffer.from(`after:${alarmName}`).toString('base64url');

function nameOf(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!text.startsWith('after:')) throw invalidNextToken('The token is none that was given.');
  return text.slice('after:'.length);
}

function onTheWire({ arn, config, configuredMs, state }: Alarm): object {
  return {
    AlarmName: config.name,
    AlarmArn: arn,
    AlarmDescription: config.description,
    AlarmConfigurationUpdatedTimestamp: configuredMs / 1000,
    ActionsEnabled: config.actionsEnabled,
    OKActions: config.actions.OK,
    AlarmActions: config.actions.ALARM,
    InsufficientDataActions: config.actions.INSUFFICIENT_DATA,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.updatedMs / 1000,
    StateTransitionedTimestamp: state.transitionedMs / 1000,
    MetricName: config.metric.name,
    Namespace: config.metric.namespace,
    [isPercentile(config.statistic) ? 'ExtendedStatistic' : 'Statistic']: config.statistic,
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
