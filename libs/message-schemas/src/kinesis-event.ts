import * as z from 'zod/mini';

/**
 * One record of what an event source mapping hands over, as far as it is used.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export const kinesisEventRecordSchema = z.object({
  eventSource: z.literal('aws:kinesis'),
  /** `shardId-000000000000:49590…` */
  eventID: z.string().check(z.regex(/^[^:]+:[^:]+$/)),
  /** `arn:aws:kinesis:region:account:stream/name`, with `/consumer/…` behind it where the mapping has a consumer. */
  eventSourceARN: z.string().check(z.regex(/:stream\/[^/]+/)),
  kinesis: z.object({
    sequenceNumber: z.string().check(z.minLength(1)),
    /** Seconds, with a fraction. */
    approximateArrivalTimestamp: z.number(),
    /** Base64. */
    data: z.string(),
  }),
});

/** The whole event: records of one shard of one stream, in its order. */
export const kinesisEventSchema = z.object({
  Records: z.array(kinesisEventRecordSchema).check(
    z.minLength(1),
    z.check(({ value: records, issues }) => {
      const [first] = records;
      const found = records.findIndex(
        (record) => !first || streamOf(record) !== streamOf(first) || shardOf(record) !== shardOf(first),
      );
      if (found >= 0)
        issues.push({
          code: 'custom',
          path: [found],
          input: records[found],
          message: 'is of another stream or shard than the first record',
        });
    }),
  ),
});

export type KinesisEventRecord = z.infer<typeof kinesisEventRecordSchema>;

/** Name of the stream that a record was read from. */
export function streamOf({ eventSourceARN }: Pick<KinesisEventRecord, 'eventSourceARN'>): string {
  return /:stream\/([^/]+)/.exec(eventSourceARN)?.[1] ?? '';
}

/** Id of the shard that a record was read from. */
export function shardOf({ eventID }: Pick<KinesisEventRecord, 'eventID'>): string {
  return eventID.slice(0, eventID.indexOf(':'));
}
