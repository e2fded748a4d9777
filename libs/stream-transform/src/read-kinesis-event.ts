import { kinesisEventSchema, shardOf, streamOf, type KinesisEventRecord } from '@sluice/message-schemas';
import type { RecordCodec } from './record-codec.js';
import type { StreamRecord } from './stream-record.js';

export interface KinesisEventRecords {
  /** Name of the stream. */
  readonly stream: string;
  /** Of one shard, in its order. */
  readonly records: readonly StreamRecord[];
}

/**
 * Reads a Kinesis event as Lambda hands it over, or as a mapping's on-failure destination keeps it in S3.
 * @throws {z.ZodError} when it is none, or of more than one stream or shard; Lambda then tries again and gives up by
 *   its own rules, and nothing was sent
 */
export function readKinesisEvent(
  event: unknown,
  codec: Pick<RecordCodec, 'decodeBase64'>,
): KinesisEventRecords {
  const Records = isKinesisEvent(event) ? event.Records : kinesisEventSchema.parse(event).Records;
  const [first] = Records;
  const shardId = first ? shardOf(first) : '';
  return {
    stream: first ? streamOf(first) : '',
    records: Records.map(({ kinesis }) => ({
      shardId,
      sequenceNumber: kinesis.sequenceNumber,
      arrivedAtMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
      data: codec.decodeBase64(kinesis.data),
    })),
  };
}

/**
 * The same judgement as the schema's for records that all resemble the first, at a fraction of its price, which
 * 10,000 records would pay each time. What this does not take is left to the schema, which says what is wrong.
 */
function isKinesisEvent(event: unknown): event is { readonly Records: readonly KinesisEventRecord[] } {
  if (!isObject(event) || !Array.isArray(event['Records'])) return false;
  const records = event['Records'] as readonly unknown[];
  const [first] = records;
  if (!kinesisEventSchema.safeParse({ Records: [first] }).success) return false;
  const { eventID, eventSourceARN } = first as KinesisEventRecord;
  const prefix = eventID.slice(0, eventID.indexOf(':') + 1);
  return records.every((record) => {
    if (!isObject(record)) return false;
    const { eventID: id, kinesis } = record;
    return (
      record['eventSource'] === 'aws:kinesis' &&
      record['eventSourceARN'] === eventSourceARN &&
      typeof id === 'string' &&
      id.length > prefix.length &&
      id.startsWith(prefix) &&
      !id.includes(':', prefix.length) &&
      isObject(kinesis) &&
      typeof kinesis['sequenceNumber'] === 'string' &&
      kinesis['sequenceNumber'] !== '' &&
      Number.isFinite(kinesis['approximateArrivalTimestamp']) &&
      typeof kinesis['data'] === 'string'
    );
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
