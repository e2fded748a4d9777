import * as z from 'zod/mini';

/**
 * One record of an S3 event notification, as far as it is used.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const s3EventRecordSchema = z.object({
  eventSource: z.literal('aws:s3'),
  eventName: z.string(),
  eventTime: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string().check(z.minLength(1)) }),
    object: z.object({
      /** URL-encoded; `+` is a space. */
      key: z.string().check(z.minLength(1)),
      /** Absent on deletes. */
      size: z.optional(z.int().check(z.nonnegative())),
      eTag: z.optional(z.string()),
      versionId: z.optional(z.string()),
      sequencer: z.optional(z.string()),
    }),
  }),
});

/** The whole notification; records are judged one by one. */
export const s3EventSchema = z.object({ Records: z.array(z.unknown()) });

/** What S3 sends once when notifications are set up. */
export const s3TestEventSchema = z.object({ Event: z.literal('s3:TestEvent'), Bucket: z.string() });

export type S3EventRecord = z.infer<typeof s3EventRecordSchema>;
