import { queueArn, streamArn, type StackContext } from '../stack-context.js';
import { functionEnvironments } from './function-environments.js';
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
  const { functions } = topology;
  const environments = functionEnvironments({ topology, names }, urls, { queueArn, operatorsTopicArn });
  const s3Trigger = aws.lambda.createFunction({
    name: names.functions.s3Trigger,
    bundlePath: bundles['s3-trigger-lambda'],
    environment: environments.s3Trigger,
    ...functions['s3-trigger'],
    onFailureQueueArn: queueArn(names.queues.undelivered),
  });
  aws.lambda.createFunction({
    name: names.functions.kinesisTransform,
    bundlePath: bundles['kinesis-transform-lambda'],
    environment: environments.kinesisTransform,
    ...functions['kinesis-transform'],
  });
  const dlqRedrive = aws.lambda.createFunction({
    name: names.functions.dlqRedrive,
    bundlePath: bundles['dlq-redrive-lambda'],
    environment: environments.dlqRedrive,
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
