import { randomUUID } from 'node:crypto';
import type { ObjectFiles, QueueSender } from '../kernel/ports.js';
import type { EventSourceMapping } from './event-source-mapping-config.js';
import type { InvocationResult } from './function-config.js';
import { eventOf, type EventOrigin, type RenderedRecord } from './kinesis-event.js';

/** A batch that the mapping gives up on. */
export interface DiscardedBatch {
  readonly records: readonly RenderedRecord[];
  readonly origin: EventOrigin;
  readonly functionArn: string;
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly invokeCount: number;
  /** Of the last attempt; undefined when there was none. */
  readonly result: InvocationResult | undefined;
  readonly atMs: number;
}

/**
 * Hands a discarded batch to the mapping's destination: a queue gets its place in the stream, a bucket the event itself
 * as well, as a string.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export async function sendToDestination(
  mapping: EventSourceMapping,
  batch: DiscardedBatch,
  ports: { readonly queues: QueueSender; readonly objects: ObjectFiles },
): Promise<void> {
  const { onFailureDestination: destination, uuid } = mapping;
  if (destination === undefined) return;
  const record = invocationRecord(batch);
  if ('queueArn' in destination) return ports.queues.send(destination.queueArn, JSON.stringify(record));
  const body = JSON.stringify({ ...record, payload: eventOf(batch.records) });
  await ports.objects.put(destination.s3Bucket, objectKey(uuid, batch), Buffer.from(body));
}

function invocationRecord({
  records,
  origin,
  functionArn,
  condition,
  invokeCount,
  result,
  atMs,
}: DiscardedBatch): object {
  const first = records[0]?.record;
  const last = records.at(-1)?.record;
  return {
    requestContext: {
      requestId: result?.requestId ?? randomUUID(),
      functionArn,
      condition,
      approximateInvokeCount: invokeCount,
    },
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            functionError: result.functionError ?? null,
          },
        }),
    version: '1.0',
    timestamp: new Date(atMs).toISOString(),
    KinesisBatchInfo: {
      shardId: origin.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: isoOf(first?.approximateArrivalMs),
      approximateArrivalOfLastRecord: isoOf(last?.approximateArrivalMs),
      batchSize: records.length,
      streamArn: origin.streamArn,
    },
  };
}

const isoOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

function objectKey(uuid: string, { origin, atMs }: DiscardedBatch): string {
  const [day = '', time = ''] = new Date(atMs).toISOString().slice(0, 19).split('T');
  const folder = `aws/lambda/${uuid}/${origin.shardId}/${day.replaceAll('-', '/')}`;
  return `${folder}/${day}T${time.replaceAll(':', '.')}-${randomUUID()}`;
}
