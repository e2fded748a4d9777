import { laneNames, type ResourceNames } from '@sluice/topology';
import type { StackContext } from '../stack-context.js';
import type { QueueUrls } from './queues.js';

/** ARNs that the functions are told. */
interface ToldArns {
  readonly queueArn: (name: string) => string;
  readonly operatorsTopicArn: string;
}

/** Environment variables by function; the functions in `infra/` have the same. */
export function functionEnvironments(
  { topology, names }: Pick<StackContext, 'topology' | 'names'>,
  urls: QueueUrls,
  { queueArn, operatorsTopicArn }: ToldArns,
): Readonly<Record<keyof ResourceNames['functions'], Record<string, string>>> {
  const { queues, redrive } = topology;
  const lanes = laneNames.map((lane) => ({
    name: lane,
    queueUrl: urls[lane],
    queueArn: queueArn(names.queues[lane]),
    dlqUrl: urls[`${lane}Dlq`],
    dlqArn: queueArn(names.queues[`${lane}Dlq`]),
  }));
  const METRICS_NAMESPACE = names.metricsNamespace;
  const alarms = Object.fromEntries(laneNames.map((lane) => [names.deadLetterAlarms[lane], lane]));
  return {
    s3Trigger: { FILES_QUEUE_URL: urls.files, METRICS_NAMESPACE },
    kinesisTransform: {
      ROWS_QUEUE_URL: urls.rows,
      STAGING_BUCKET: names.stagingBucket,
      MAX_CONTENT_BYTES: String(queues.maxInlineContentBytes),
      METRICS_NAMESPACE,
    },
    dlqRedrive: {
      LANES: JSON.stringify(lanes),
      ALARM_NAMES: JSON.stringify(alarms),
      REDRIVE_MAX_MESSAGES_PER_SECOND: String(redrive.maxMessagesPerSecond),
      REDRIVE_PAUSE_SECONDS: String(redrive.pauseSeconds),
      REDRIVE_MAX_TASKS_PER_WINDOW: String(redrive.maxTasksPerWindow),
      REDRIVE_WINDOW_SECONDS: String(redrive.windowSeconds),
      REDRIVE_EVIDENCE_SECONDS: String(redrive.evidenceSeconds),
      REDRIVE_DRY_RUN: String(redrive.dryRun),
      OPERATORS_TOPIC_ARN: operatorsTopicArn,
      METRICS_NAMESPACE,
    },
  };
}
