import type { Context, KinesisStreamBatchResponse } from 'aws-lambda';
import { readKinesisEvent } from '@sluice/stream-transform';
import { deliverInTime } from './deliver-in-time.js';
import type { Environment } from './environment.js';
import { report } from './report.js';

/**
 * One invocation: decode → judge → pack → send. Bad records travel as rejects, so none ever holds up its shard. What the
 * environment keeps from being sent, or what there is no time for, is reported by its lowest sequence number, and Lambda
 * hands over everything from there again.
 * @throws {z.ZodError} when the event is not what an event source mapping sends
 */
export async function transformInvocation(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  environment: Environment,
): Promise<KinesisStreamBatchResponse> {
  const startedAt = performance.now();
  const invocation = readKinesisEvent(event, environment.codec);
  const { stream, records } = invocation;
  const { config } = environment;
  const settings = {
    stream,
    boundDataset: config.STREAM_DATASET,
    rowsQueueUrl: config.ROWS_QUEUE_URL,
    stagingBucket: config.STAGING_BUCKET,
    maxMessageBytes: config.MAX_CONTENT_BYTES,
  };
  const delivered = await deliverInTime(records, settings, environment, () =>
    context.getRemainingTimeInMillis(),
  );
  report(invocation, delivered, performance.now() - startedAt, environment);
  // The records of an invocation are one shard's, in order, so that its lowest sequence number is the first position's.
  const first = delivered.firstUnsent === undefined ? undefined : records[delivered.firstUnsent];
  return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] };
}
