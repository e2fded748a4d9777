import * as z from 'zod/mini';

/**
 * Files lane: one object version landed. At least once; the processor recognises a version that it has loaded.
 * `dataset` is `unrouted` when the key's first segment names no contract: such a file is parked, not lost.
 */
export const fileArrivedSchema = z.object({
  type: z.literal('FileArrived'),
  version: z.literal(1),
  dataset: z.string().check(z.minLength(1)),
  bucket: z.string().check(z.minLength(1)),
  /** Decoded, as GetObject takes it. */
  key: z.string().check(z.minLength(1)),
  /** Absent when the bucket is not versioned. */
  versionId: z.optional(z.string().check(z.minLength(1))),
  /** Without quotes. */
  etag: z.string().check(z.minLength(1)),
  sizeBytes: z.int().check(z.nonnegative()),
  /** When S3 sent the event, ISO 8601 UTC; the arrival time that counts is the object's LastModified. */
  announcedAt: z.string(),
});

export type FileArrived = z.infer<typeof fileArrivedSchema>;
