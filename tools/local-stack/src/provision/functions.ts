import { laneNames } from '@sluice/topology';
import { queueArn, streamArn, type StackContext } from '../stack-context.js';
import type { QueueUrls } from './queues.js';

export interface FunctionArns {
  readonly s3Trigger: string;
  readonly dlqRedrive: string;
}

/** The three functions from their built bundles, and the stream's event source mapping. */
export function provisionFunctions(
  { bundles, topology, names, aws }: StackContext,
  urls: QueueUrls,
  operatorsTopicArn: string,
): FunctionArns {
  const { functions, queues, redrive } = topology;
  const s3Trigger = aws.lambda.createFunction({
    name: names.functions.s3Trigger,
    bundlePath: bundles['s3-trigger-lambda'],
    environment: { FILES_QUEUE_URL: urls.files },
    ...functions['s3-trigger'],
    onFailureQueueArn: queueArn(names.queues.undelivered),
  });
  aws.lambda.createFunction({
    name: names.functions.kinesisTransform,
    bundlePath: bundles['kinesis-transform-lambda'],
    environment: {
      ROWS_QUEUE_URL: urls.rows,
      STAGING_BUCKET: names.stagingBucket,
      MAX_CONTENT_BYTES: String(queues.maxInlineContentBytes),
    },
    ...functions['kinesis-transform'],
  });
  const dlqRedrive = aws.lambda.createFunction({
    name: names.functions.dlqRedrive,
    bundlePath: bundles['dlq-redrive-lambda'],
    environment: {
      LANES: JSON.stringify(
        laneNames.map((lane) => ({
          name: lane,
          queueUrl: urls[lane],
          queueArn: queueArn(names.queues[lane]),
          dlqUrl: urls[`${lane}Dlq`],
          dlqArn: queueArn(names.queues[`${lane}Dlq`]),
        })),
      ),
      ALARM_NAMES: JSON.stringify(
        Object.fromEntries(laneNames.map((lane) => [names.deadLetterAlarms[lane], lane])),
      ),
      REDRIVE_MAX_MESSAGES_PER_SECOND: String(redrive.maxMessagesPerSecond),
      REDRIVE_PAUSE_SECONDS: String(redrive.pauseSeconds),
      REDRIVE_MAX_TASKS_PER_WINDOW: String(redrive.maxTasksPerWindow),
      REDRIVE_WINDOW_SECONDS: String(redrive.windowSeconds),
      REDRIVE_EVIDENCE_SECONDS: String(redrive.evidenceSeconds),
      REDRIVE_DRY_RUN: String(redrive.dryRun),
      OPERATORS_TOPIC_ARN: operatorsTopicArn,
    },
    ...functions['dlq-redrive'],
  });
  return { s3Trigger: s3Trigger.arn, dlqRedrive: dlqRedrive.arn };
}

/** From now on the stream's records reach the transform. The stream must exist. */
export function mapStream({ topology, names, aws }: StackContext): void {
  aws.lambda.createEventSourceMapping({
    functionName: names.functions.kinesisTransform,
    streamArn: streamArn(names.stream),
    ...topology.eventSourceMapping,
    functionResponseTypes: ['ReportBatchItemFailures'],
    // A bucket gets the records themselves, so that nothing is lost when the mapping gives up.
    onFailureDestination: { s3Bucket: names.quarantineBucket },
  });
}
