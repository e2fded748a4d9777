import type { StreamRecord } from '../kernel/ports.js';

/** The largest payload of a synchronous invocation. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

const OPENING = '{"Records":[';
const CLOSING = ']}';

export interface EventOrigin {
  readonly shardId: string;
  readonly streamArn: string;
  readonly region: string;
  readonly roleArn: string;
}

/** A record with its share of the event, rendered once: batches are measured, cut and retried. */
export interface RenderedRecord {
  readonly record: StreamRecord;
  readonly json: string;
  readonly bytes: number;
}

export function renderRecord(record: StreamRecord, origin: EventOrigin): RenderedRecord {
  const json = JSON.stringify({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      data: record.data.toString('base64'),
      approximateArrivalTimestamp: record.approximateArrivalMs / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${origin.shardId}:${record.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: origin.roleArn,
    awsRegion: origin.region,
    eventSourceARN: origin.streamArn,
  });
  // With the comma that separates it from the next one.
  return { record, json, bytes: Buffer.byteLength(json) + 1 };
}

export const eventOf = (records: readonly RenderedRecord[]): string =>
  OPENING + records.map(({ json }) => json).join(',') + CLOSING;

/** What an event without records takes. */
export const EMPTY_EVENT_BYTES = OPENING.length + CLOSING.length;
