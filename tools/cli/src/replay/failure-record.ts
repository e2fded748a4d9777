import type { RecordCodec, StreamRecord } from '@sluice/stream-transform';
import { readKinesisEvent } from '@sluice/stream-transform';
import * as z from 'zod';

/**
 * What an event source mapping stores of a batch that it gives up on. `payload`, the whole event as JSON in a text,
 * is documented for S3; an object in its place is taken as well, and where there is none the place in the stream is
 * still known.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
const failureRecordSchema = z.object({
  requestContext: z.object({ condition: z.string() }).optional(),
  KinesisBatchInfo: z.object({
    shardId: z.string().min(1),
    startSequenceNumber: z.string().regex(/^\d+$/),
    endSequenceNumber: z.string().regex(/^\d+$/),
    approximateArrivalOfFirstRecord: z.iso.datetime({ offset: true }),
    approximateArrivalOfLastRecord: z.iso.datetime({ offset: true }),
    batchSize: z.number().int().positive(),
    /** `arn:aws:kinesis:region:account:stream/name` */
    streamArn: z.string().regex(/:stream\/[^/]+/),
  }),
  payload: z.unknown().optional(),
});

/** Where a batch stands in its stream; sequence numbers inclusive. */
export interface FailedBatch {
  readonly stream: string;
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly firstArrivedAt: Date;
  readonly lastArrivedAt: Date;
  readonly size: number;
}

export type FailureReading =
  /** It holds every record of its batch, or more. */
  | { readonly kind: 'whole'; readonly batch: FailedBatch; readonly records: readonly StreamRecord[] }
  /** The records themselves have to come from the stream. */
  | { readonly kind: 'place'; readonly batch: FailedBatch; readonly why: string }
  | { readonly kind: 'damaged'; readonly problem: string };

export function readFailure(text: string, codec: Pick<RecordCodec, 'decodeBase64'>): FailureReading {
  const json = parsed(text);
  if (json === undefined) return { kind: 'damaged', problem: 'it is not JSON' };
  const record = failureRecordSchema.safeParse(json.value);
  if (!record.success) {
    const [issue] = record.error.issues;
    return { kind: 'damaged', problem: [...(issue?.path ?? []), issue?.message].join(': ') };
  }
  const info = record.data.KinesisBatchInfo;
  const batch: FailedBatch = {
    stream: /:stream\/([^/]+)/.exec(info.streamArn)?.[1] ?? '',
    shardId: info.shardId,
    startSequenceNumber: info.startSequenceNumber,
    endSequenceNumber: info.endSequenceNumber,
    firstArrivedAt: new Date(info.approximateArrivalOfFirstRecord),
    lastArrivedAt: new Date(info.approximateArrivalOfLastRecord),
    size: info.batchSize,
  };
  return { batch, ...readPayload(record.data.payload, batch, codec) };
}

function readPayload(
  payload: unknown,
  batch: FailedBatch,
  codec: Pick<RecordCodec, 'decodeBase64'>,
):
  | { readonly kind: 'whole'; readonly records: readonly StreamRecord[] }
  | { readonly kind: 'place'; readonly why: string } {
  if (payload === undefined || payload === null) return { kind: 'place', why: 'it has no payload' };
  const event = typeof payload === 'string' ? parsed(payload)?.value : payload;
  const damaged = { kind: 'place', why: 'its payload is damaged' } as const;
  let read: ReturnType<typeof readKinesisEvent>;
  try {
    read = readKinesisEvent(event, codec);
  } catch (error) {
    if (error instanceof z.core.$ZodError) return damaged;
    throw error;
  }
  const { stream, records } = read;
  if (stream !== batch.stream || records.some(({ shardId }) => shardId !== batch.shardId)) return damaged;
  const of = records.filter(({ sequenceNumber }) => isWithin(sequenceNumber, batch)).length;
  return of < batch.size
    ? { kind: 'place', why: `its payload holds ${of} of ${batch.size} records` }
    : { kind: 'whole', records };
}

/** Sequence numbers are larger than any number of JavaScript. */
export const isWithin = (
  sequenceNumber: string,
  { startSequenceNumber, endSequenceNumber }: FailedBatch,
): boolean =>
  BigInt(sequenceNumber) >= BigInt(startSequenceNumber) &&
  BigInt(sequenceNumber) <= BigInt(endSequenceNumber);

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
