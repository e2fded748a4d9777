import { sampleRecords, seededRandom, titleBasics } from '@sluice/contracts';

export interface SampleSettings {
  readonly records: number;
  /** Share of bad records, 0 to 1. */
  readonly faultRatio: number;
}

/** As Lambda hands it over; what nobody reads of a record is there for its weight. */
export interface StreamEvent {
  readonly Records: readonly StreamEventRecord[];
}

export interface StreamEventRecord {
  readonly kinesis: {
    readonly kinesisSchemaVersion: string;
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    /** Base64. */
    readonly data: string;
    readonly approximateArrivalTimestamp: number;
  };
  readonly eventSource: string;
  readonly eventVersion: string;
  readonly eventID: string;
  readonly eventName: string;
  readonly invokeIdentityArn: string;
  readonly awsRegion: string;
  readonly eventSourceARN: string;
}

export interface Sample {
  readonly event: StreamEvent;
  /** For each record: its row as JSON, or the reason and the column at fault. */
  readonly verdicts: readonly string[];
  /** Of a record's data on average. */
  readonly meanBytes: number;
}

export const dataset = titleBasics;

export const acceptedAs = (row: unknown): string => JSON.stringify(row);
export const refusedFor = (reason: string, column: string | null): string => `${reason} ${column ?? '-'}`;

/** Records of title-basics with what a producer adds of its own, ~450 bytes in their envelopes; always the same. */
export function makeSample({ records, faultRatio }: SampleSettings): Sample {
  const random = seededRandom(7);
  const Records: StreamEventRecord[] = [];
  const verdicts: string[] = [];
  let bytes = 0;
  for (const each of sampleRecords(dataset, { rows: records, seed: 1, faultRatio })) {
    const index = Records.length;
    const data = { ...each.record, ...producersOwn(random) };
    const json = Buffer.from(
      JSON.stringify({ dataset: dataset.name, contractVersion: dataset.version, data }),
    );
    bytes += json.length;
    Records.push(recordOf(index, json));
    verdicts.push(each.expected === 'valid' ? acceptedAs(each.row) : refusedFor(each.expected, each.column));
  }
  return { event: { Records }, verdicts, meanBytes: bytes / records };
}

/** Fields that no column is read from. */
const producersOwn = (random: ReturnType<typeof seededRandom>) => ({
  eventId: hex(random, 32),
  changedAt: `2026-03-14T09:${String(10 + random.below(50))}:${String(10 + random.below(50))}.000Z`,
  producer: { name: 'catalogue-editor', version: `3.${random.below(40)}.1`, region: 'eu-central-1' },
  trace: hex(random, 16),
});

const hex = (random: ReturnType<typeof seededRandom>, length: number): string =>
  Array.from({ length }, () => random.below(16).toString(16)).join('');

const firstSequence = 49590338271490256608559692538361571095921575989136588898n;

function recordOf(index: number, json: Buffer): StreamEventRecord {
  const sequenceNumber = String(firstSequence + BigInt(index));
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: `key-${index}`,
      sequenceNumber,
      data: json.toString('base64'),
      approximateArrivalTimestamp: 1773480413 + index / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/sluice-dev-kinesis-transform',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/sluice-dev-records',
  };
}
