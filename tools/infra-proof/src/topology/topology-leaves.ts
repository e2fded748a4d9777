import type { PlannedResource } from '../terraform/plan-environment.js';
import { containerOf, type PlannedResources } from './planned-values.js';

/** A setting of `infra/topology.json`: another value that it may have, and where a plan shows it. */
export interface Leaf {
  readonly to: string | number | boolean;
  /** Found in a plan of the stack; compared as text with `becomes`, which defaults to `to`. */
  readonly arrives: (resources: PlannedResources) => unknown;
  readonly becomes?: string;
}

const at =
  (address: string, read: (values: PlannedResource['values']) => unknown) => (resources: PlannedResources) =>
    read(resources.get(address).values);

const field =
  (address: string, ...path: readonly (string | number)[]) =>
  (resources: PlannedResources) =>
    path.reduce<unknown>(
      (value, key) => (value as Readonly<Record<string | number, unknown>> | undefined)?.[key],
      resources.get(address).values,
    );

const variable = (task: string, name: string) => (resources: PlannedResources) =>
  containerOf(resources, task).environment[name];

const setting = (name: string) => variable('module.processor_task', name);

const functionVariable = (module: string, name: string) =>
  field(`${module}.aws_lambda_function.this`, 'environment', 0, 'variables', name);

/** Days of a bucket's rule, by its id. */
const kept = (
  bucket: string,
  rule: string,
  kind: 'expiration' | 'noncurrent_version_expiration',
  days: string,
) =>
  at(`module.${bucket}_bucket.aws_s3_bucket_lifecycle_configuration.this`, ({ rule: rules }) => {
    const found = (rules as readonly Record<string, unknown>[]).find(({ id }) => id === rule);
    return (found?.[kind] as readonly Record<string, unknown>[] | undefined)?.[0]?.[days];
  });

const lane = (name: 'files' | 'rows', other: Record<LaneSetting, number>): Readonly<Record<string, Leaf>> => {
  const queue = `module.lane["${name}"].aws_sqs_queue.this`;
  const deadLetters = `module.lane["${name}"].aws_sqs_queue.dead_letter[0]`;
  const receives = at(queue, ({ redrive_policy: policy }) => JSON.parse(String(policy)).maxReceiveCount);
  const prefix = `queues.lanes.${name}`;
  return {
    [`${prefix}.visibilityTimeoutSeconds`]: {
      to: other.visibility,
      arrives: field(queue, 'visibility_timeout_seconds'),
    },
    [`${prefix}.maxReceiveCount`]: { to: other.receives, arrives: receives },
    [`${prefix}.retentionSeconds`]: {
      to: other.retention,
      arrives: field(queue, 'message_retention_seconds'),
    },
    [`${prefix}.deadLetterRetentionSeconds`]: {
      to: other.deadLetterRetention,
      arrives: field(deadLetters, 'message_retention_seconds'),
    },
  };
};

type LaneSetting = 'visibility' | 'receives' | 'retention' | 'deadLetterRetention';

const mapping = (attribute: string) => field('aws_lambda_event_source_mapping.records', attribute);
const tracking = (...path: readonly (string | number)[]) =>
  field(
    'module.processor.aws_appautoscaling_policy.backlog',
    'target_tracking_scaling_policy_configuration',
    0,
    ...path,
  );
const scalingTarget = (attribute: string) =>
  field('module.processor.aws_appautoscaling_target.this', attribute);
const deadLetterAlarm = (attribute: string) =>
  field('module.observability.aws_cloudwatch_metric_alarm.dead_letters["files"]', attribute);
const schedule = (module: string) => field(`${module}.aws_scheduler_schedule.this`, 'schedule_expression');
const redrive = (name: string) => functionVariable('module.dlq_redrive', name);

const functionLeaves = (
  name: string,
  module: string,
  timeout: number,
  memory: number,
): Readonly<Record<string, Leaf>> => ({
  [`functions.${name}.timeoutSeconds`]: {
    to: timeout,
    arrives: field(`${module}.aws_lambda_function.this`, 'timeout'),
  },
  [`functions.${name}.memoryMegabytes`]: {
    to: memory,
    arrives: field(`${module}.aws_lambda_function.this`, 'memory_size'),
  },
});

export const leaves: Readonly<Record<string, Leaf>> = {
  name: {
    to: 'brook',
    arrives: field('module.stream.aws_kinesis_stream.this', 'name'),
    becomes: 'brook-minimal-records',
  },
  'buckets.landing.noncurrentExpirationDays': {
    to: 380,
    arrives: kept('landing', 'noncurrent-versions', 'noncurrent_version_expiration', 'noncurrent_days'),
  },
  'buckets.staging.versioned': {
    to: true,
    arrives: field(
      'module.staging_bucket.aws_s3_bucket_versioning.this[0]',
      'versioning_configuration',
      0,
      'status',
    ),
    becomes: 'Enabled',
  },
  'buckets.staging.loadsExpirationDays': {
    to: 21,
    arrives: kept('staging', 'expire-loads', 'expiration', 'days'),
  },
  'buckets.staging.claimsExpirationDays': {
    to: 390,
    arrives: kept('staging', 'expire-claims', 'expiration', 'days'),
  },
  'buckets.quarantine.recordsExpirationDays': {
    to: 370,
    arrives: kept('quarantine', 'expire-records', 'expiration', 'days'),
  },
  'buckets.quarantine.attemptsExpirationDays': {
    to: 100,
    arrives: kept('quarantine', 'expire-attempts', 'expiration', 'days'),
  },
  'queues.maxMessageBytes': {
    to: 131_072,
    arrives: field('module.lane["rows"].aws_sqs_queue.this', 'max_message_size'),
  },
  'queues.maxInlineContentBytes': {
    to: 120_000,
    arrives: functionVariable('module.kinesis_transform', 'MAX_CONTENT_BYTES'),
  },
  ...lane('files', { visibility: 840, receives: 6, retention: 259_200, deadLetterRetention: 1_123_200 }),
  ...lane('rows', { visibility: 780, receives: 7, retention: 172_800, deadLetterRetention: 1_036_800 }),
  'queues.parkedRetentionSeconds': {
    to: 950_400,
    arrives: field('module.notices["parked"].aws_sqs_queue.this', 'message_retention_seconds'),
  },
  'stream.shardCount': { to: 3, arrives: field('module.stream.aws_kinesis_stream.this', 'shard_count') },
  'stream.retentionHours': {
    to: 192,
    arrives: field('module.stream.aws_kinesis_stream.this', 'retention_period'),
  },
  'eventSourceMapping.batchSize': { to: 4000, arrives: mapping('batch_size') },
  'eventSourceMapping.maximumBatchingWindowSeconds': {
    to: 7,
    arrives: mapping('maximum_batching_window_in_seconds'),
  },
  'eventSourceMapping.parallelizationFactor': { to: 2, arrives: mapping('parallelization_factor') },
  'eventSourceMapping.bisectBatchOnFunctionError': {
    to: false,
    arrives: mapping('bisect_batch_on_function_error'),
  },
  'eventSourceMapping.maximumRetryAttempts': { to: 90, arrives: mapping('maximum_retry_attempts') },
  'eventSourceMapping.maximumRecordAgeSeconds': {
    to: 79_200,
    arrives: mapping('maximum_record_age_in_seconds'),
  },
  'eventSourceMapping.startingPosition': { to: 'LATEST', arrives: mapping('starting_position') },
  ...functionLeaves('s3-trigger', 'module.s3_trigger', 31, 257),
  ...functionLeaves('kinesis-transform', 'module.kinesis_transform', 121, 1025),
  ...functionLeaves('dlq-redrive', 'module.dlq_redrive', 61, 258),
  'processor.scaling.minTasks': { to: 2, arrives: scalingTarget('min_capacity') },
  'processor.scaling.maxTasks': { to: 6, arrives: scalingTarget('max_capacity') },
  'processor.scaling.backlogPerTask': { to: 40, arrives: tracking('target_value') },
  'processor.scaling.evaluationSeconds': {
    to: 120,
    arrives: field(
      'module.processor.aws_cloudwatch_metric_alarm.idle',
      'metric_query',
      0,
      'metric',
      0,
      'period',
    ),
  },
  'processor.scaling.scaleOutCooldownSeconds': { to: 90, arrives: tracking('scale_out_cooldown') },
  'processor.scaling.scaleInCooldownSeconds': { to: 330, arrives: tracking('scale_in_cooldown') },
  'processor.stopTimeoutSeconds': {
    to: 110,
    arrives: (resources) => containerOf(resources, 'module.processor_task').stopTimeout,
  },
  'processor.filesConcurrency': { to: 2, arrives: setting('FILES_CONCURRENCY') },
  'processor.filesMaxBytes': { to: 3_221_225_472, arrives: setting('FILES_MAX_BYTES') },
  'processor.filesMaxTextBytes': { to: 15_032_385_536, arrives: setting('FILES_MAX_TEXT_BYTES') },
  'processor.microBatch.maxRows': { to: 400_000, arrives: setting('MICRO_BATCH_MAX_ROWS') },
  'processor.microBatch.maxBytes': { to: 50_331_648, arrives: setting('MICRO_BATCH_MAX_BYTES') },
  'processor.microBatch.maxSources': { to: 900, arrives: setting('MICRO_BATCH_MAX_SOURCES') },
  'processor.microBatch.maxAgeSeconds': { to: 240, arrives: setting('MICRO_BATCH_MAX_AGE_SECONDS') },
  'processor.backoff.baseSeconds': { to: 20, arrives: setting('BACKOFF_BASE_SECONDS') },
  'processor.backoff.maxSeconds': { to: 600, arrives: setting('BACKOFF_MAX_SECONDS') },
  'processor.maxAttempts': { to: 18, arrives: setting('MAX_ATTEMPTS') },
  'processor.wedgedAfterSeconds': { to: 840, arrives: setting('WEDGED_AFTER_SECONDS') },
  'processor.statementTimeoutSeconds': { to: 1500, arrives: setting('STATEMENT_TIMEOUT_SECONDS') },
  'processor.maxLoadRuns': { to: 4, arrives: setting('MAX_LOAD_RUNS') },
  'processor.maxActiveStatements': { to: 6, arrives: setting('MAX_ACTIVE_STATEMENTS') },
  'processor.statementPoll.minMilliseconds': { to: 40, arrives: setting('STATEMENT_POLL_MIN_MILLISECONDS') },
  'processor.statementPoll.maxMilliseconds': {
    to: 1500,
    arrives: setting('STATEMENT_POLL_MAX_MILLISECONDS'),
  },
  'deadLetterAlarm.periodSeconds': { to: 120, arrives: deadLetterAlarm('period') },
  'deadLetterAlarm.evaluationPeriods': { to: 2, arrives: deadLetterAlarm('evaluation_periods') },
  'deadLetterAlarm.threshold': { to: 3, arrives: deadLetterAlarm('threshold') },
  'deadLetterAlarm.treatMissingData': { to: 'ignore', arrives: deadLetterAlarm('treat_missing_data') },
  'redrive.scheduleSeconds': {
    to: 1200,
    arrives: schedule('module.redrive_schedule'),
    becomes: 'rate(20 minutes)',
  },
  'redrive.maxMessagesPerSecond': { to: 40, arrives: redrive('REDRIVE_MAX_MESSAGES_PER_SECOND') },
  'redrive.pauseSeconds': { to: 90, arrives: redrive('REDRIVE_PAUSE_SECONDS') },
  'redrive.maxTasksPerWindow': { to: 8, arrives: redrive('REDRIVE_MAX_TASKS_PER_WINDOW') },
  'redrive.windowSeconds': { to: 72_000, arrives: redrive('REDRIVE_WINDOW_SECONDS') },
  'redrive.evidenceSeconds': { to: 480, arrives: redrive('REDRIVE_EVIDENCE_SECONDS') },
  'redrive.dryRun': { to: true, arrives: redrive('REDRIVE_DRY_RUN') },
  'sweep.scheduleSeconds': {
    to: 43_200,
    arrives: schedule('module.sweep_schedule'),
    becomes: 'rate(720 minutes)',
  },
  'sweep.minAgeSeconds': { to: 18_000, arrives: variable('module.sweep_task', 'SWEEP_MIN_AGE_SECONDS') },
  'sweep.maxAgeSeconds': { to: 518_400, arrives: variable('module.sweep_task', 'SWEEP_MAX_AGE_SECONDS') },
  'warehouse.database': {
    to: 'brook',
    arrives: field('module.warehouse[0].aws_redshiftserverless_namespace.this', 'db_name'),
  },
};

/** Settings that have no other value which a plan accepts: why, and where it stands. */
export const fixed: Readonly<Record<string, { readonly why: string } & Partial<Omit<Leaf, 'to'>>>> = {
  'buckets.landing.versioned': {
    why: 'messages name versions, and older versions have a retention, which the module bucket refuses without versions',
    arrives: field(
      'module.landing_bucket.aws_s3_bucket_versioning.this[0]',
      'versioning_configuration',
      0,
      'status',
    ),
    becomes: 'Enabled',
  },
  'buckets.quarantine.versioned': {
    why: 'evidence is not overwritten, and older versions have a retention, which the module bucket refuses without versions',
    arrives: field(
      'module.quarantine_bucket.aws_s3_bucket_versioning.this[0]',
      'versioning_configuration',
      0,
      'status',
    ),
    becomes: 'Enabled',
  },
  'stream.maxRecordBytes': {
    why: 'the oldest provider that is allowed cannot set it, so the module stream refuses any other',
  },
};
