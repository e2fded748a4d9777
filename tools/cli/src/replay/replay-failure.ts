import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ObjectLocation, ObjectStore } from '@sluice/object-store';
import type { Delivered, RecordCodec, StreamRecord } from '@sluice/stream-transform';
import type { Patience } from '@sluice/sweep-command';
import { counted } from '../terminal/table.js';
import { deliverAll } from './deliver-all.js';
import type { DeliveriesOf } from './deliveries.js';
import { readFailure, type FailureReading } from './failure-record.js';
import type { FailureOutcome } from './failures-report.js';
import { recordsOfBatch } from './records-of-batch.js';

export interface FailureReplay {
  readonly objects: Pick<ObjectStore, 'read' | 'remove'>;
  readonly kinesis: KinesisClient;
  readonly codec: Pick<RecordCodec, 'decodeBase64'>;
  readonly deliveries: DeliveriesOf;
  /** Of a stream bound to one. */
  readonly dataset?: string | undefined;
  /** Delete the object once everything it stands for is on the queue. */
  readonly remove: boolean;
  readonly onDelivered: (part: Delivered) => void;
  readonly patience?: Patience;
}

/**
 * Sends what one object stands for: its payload's records, else those that the stream still holds. Whatever is not
 * on the queue afterwards, the object is left where it is.
 */
export async function replayFailure(
  { bucket, key }: ObjectLocation,
  { objects, kinesis, codec, deliveries, dataset, remove, onDelivered, patience }: FailureReplay,
  signal: AbortSignal,
): Promise<FailureOutcome> {
  const bytes = await objects.read({ bucket, key });
  if (bytes === undefined) return { key, state: 'left', records: 0, why: 'it is gone meanwhile' };
  const reading = readFailure(bytes.toString('utf8'), codec);
  if (reading.kind === 'damaged') return { key, state: 'left', records: 0, why: reading.problem };
  const { batch } = reading;
  const records = await recordsFor(reading, kinesis, signal);
  const { delivered, code } =
    records.length === 0
      ? { delivered: 0, code: undefined }
      : await deliverAll(
          records,
          deliveries({ stream: batch.stream, dataset }),
          signal,
          onDelivered,
          patience,
        );
  signal.throwIfAborted();
  if (code !== undefined)
    return { key, state: 'left', records: delivered, why: `the queue takes nothing more (${code})`, code };
  if (reading.kind === 'place' && records.length < batch.size)
    return {
      key,
      state: 'lost',
      records: delivered,
      why: `${reading.why}, and the stream still holds ${records.length} of ${counted(batch.size, 'record')}`,
    };
  if (remove) await objects.remove({ bucket, key });
  return {
    key,
    state: 'sent',
    records: delivered,
    removed: remove,
    ...(reading.kind === 'place' ? { why: `${reading.why}: read from the stream` } : {}),
  };
}

const recordsFor = async (
  reading: Exclude<FailureReading, { readonly kind: 'damaged' }>,
  kinesis: KinesisClient,
  signal: AbortSignal,
): Promise<readonly StreamRecord[]> =>
  reading.kind === 'whole' ? reading.records : recordsOfBatch(kinesis, reading.batch, signal);
