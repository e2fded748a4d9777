import type { ServiceHandle } from '@sluice/local-aws';
import { laneNames } from '@sluice/topology';
import { localAccountId, type StackContext } from '../stack-context.js';
import type { QueueUrls } from './queues.js';

/** The processor's service from its built bundle: as many tasks as the topology says for its lanes’ backlog. */
export function provisionProcessor(
  { bundles, topology, names, aws }: StackContext,
  urls: QueueUrls,
): ServiceHandle {
  const { processor } = topology;
  return aws.ecs.runService({
    name: names.processor,
    cluster: names.cluster,
    bundlePath: bundles['fargate-processor'],
    environment: processorEnvironment({ topology, names }, urls),
    // The stack is ready when a task polls: it begins with one also where none is kept.
    desiredCount: Math.max(1, processor.scaling.minTasks),
    scaling: { ...processor.scaling, queueNames: laneNames.map((lane) => names.queues[lane]) },
    stopTimeoutSeconds: processor.stopTimeoutSeconds,
  });
}

/** The container's environment variables; the task definition in `infra/` sets the same. */
export function processorEnvironment(
  { topology, names }: Pick<StackContext, 'topology' | 'names'>,
  urls: QueueUrls,
  accountId = localAccountId,
): Record<string, string> {
  const { queues, processor } = topology;
  const lanes = laneNames.flatMap((lane) => {
    const prefix = lane.toUpperCase();
    const { visibilityTimeoutSeconds, maxReceiveCount } = queues.lanes[lane];
    return [
      [`${prefix}_QUEUE_URL`, urls[lane]],
      [`${prefix}_DLQ_URL`, urls[`${lane}Dlq`]],
      [`${prefix}_VISIBILITY_TIMEOUT_SECONDS`, visibilityTimeoutSeconds],
      [`${prefix}_MAX_RECEIVE_COUNT`, maxReceiveCount],
    ] as const;
  });
  const settings = {
    ...Object.fromEntries(lanes),
    PARKED_QUEUE_URL: urls.parked,
    STAGING_BUCKET: names.stagingBucket,
    QUARANTINE_BUCKET: names.quarantineBucket,
    WAREHOUSE_WORKGROUP: names.workgroup,
    WAREHOUSE_DATABASE: names.database,
    COPY_ROLE_ARN: `arn:aws:iam::${accountId}:role/${names.workgroup}-copy`,
    FILES_CONCURRENCY: processor.filesConcurrency,
    FILES_MAX_BYTES: processor.filesMaxBytes,
    FILES_MAX_TEXT_BYTES: processor.filesMaxTextBytes,
    MICRO_BATCH_MAX_ROWS: processor.microBatch.maxRows,
    MICRO_BATCH_MAX_BYTES: processor.microBatch.maxBytes,
    MICRO_BATCH_MAX_SOURCES: processor.microBatch.maxSources,
    MICRO_BATCH_MAX_AGE_SECONDS: processor.microBatch.maxAgeSeconds,
    BACKOFF_BASE_SECONDS: processor.backoff.baseSeconds,
    BACKOFF_MAX_SECONDS: processor.backoff.maxSeconds,
    MAX_ATTEMPTS: processor.maxAttempts,
    STATEMENT_TIMEOUT_SECONDS: processor.statementTimeoutSeconds,
    MAX_LOAD_RUNS: processor.maxLoadRuns,
    MAX_ACTIVE_STATEMENTS: processor.maxActiveStatements,
    STATEMENT_POLL_MIN_MILLISECONDS: processor.statementPoll.minMilliseconds,
    STATEMENT_POLL_MAX_MILLISECONDS: processor.statementPoll.maxMilliseconds,
    WEDGED_AFTER_SECONDS: processor.wedgedAfterSeconds,
    STOP_TIMEOUT_SECONDS: processor.stopTimeoutSeconds,
    // Any free port: several stacks may run on one machine.
    HEALTH_PORT: 0,
    METRICS_NAMESPACE: names.metricsNamespace,
    LOG_LEVEL: 'info',
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
