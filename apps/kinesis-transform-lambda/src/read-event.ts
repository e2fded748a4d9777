import type { StreamRecord } from '@sluice/stream-transform';
import * as z from 'zod';

/**
 * What an event source mapping hands over, as far as it is used.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
const kinesisEventSchema = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.literal('aws:kinesis'),
        /** `shardId-000000000000:49590…` */
        eventID: z.string().regex(/^[^:]+:[^:]+$/),
        /** `arn:aws:kinesis:region:account:stream/name` */
        eventSourceARN: z.string().regex(/:stream\/[^/]+/),
        kinesis: z.object({
          sequenceNumber: z.string().min(1),
          /** Seconds, with a fraction. */
          approximateArrivalTimestamp: z.number(),
          /** Base64. */
          data: z.string(),
        }),
      }),
    )
    .min(1),
});

export interface Invocation {
  readonly stream: string;
  /** In the order of the shard. */
  readonly records: readonly StreamRecord[];
}

/**
 * Reads one invocation: records of one shard, in order.
 * @throws {z.ZodError} when the event is not what an event source mapping sends; Lambda then tries again and gives up
 *   by its own rules, and nothing was sent
 */
export function readEvent(event: unknown): Invocation {
  const { Records } = kinesisEventSchema.parse(event);
  const [, stream = ''] = /:stream\/([^/]+)/.exec(Records[0]?.eventSourceARN ?? '') ?? [];
  return {
    stream,
    records: Records.map(({ eventID, kinesis }) => ({
      shardId: eventID.slice(0, eventID.indexOf(':')),
      sequenceNumber: kinesis.sequenceNumber,
      arrivedAtMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
      data: Buffer.from(kinesis.data, 'base64'),
    })),
  };
}
