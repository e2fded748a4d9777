import * as z from 'zod';

/** One failed try, as it is kept with what it failed on. */
export const failureSchema = z.object({
  /** `environment`: may succeed later; `data`: cannot succeed without a person. */
  class: z.enum(['environment', 'data']),
  /** A code, for example `header_drift` or `warehouse_unavailable`. */
  reason: z.string(),
  /** One line for people. */
  message: z.string(),
});

/** The truth about something parked: an object in the quarantine bucket. */
export const parkedRecordSchema = z.object({
  type: z.literal('ParkedRecord'),
  version: z.literal(1),
  failure: failureSchema,
  dataset: z.string(),
  /** `s3://bucket/key?versionId=…` of a file, `stream:batchId` of a batch. */
  source: z.string(),
  sourceId: z.string(),
  /** Receives of the message that was parked, through its redrives. */
  attempts: z.number().int(),
  /** How often it had come back from a dead-letter queue. */
  redrives: z.number().int().optional(),
  /** ISO 8601 UTC. */
  firstFailedAt: z.string().optional(),
  /** Leads to every log line about the message. */
  traceId: z.string().optional(),
  /** ISO 8601 UTC. */
  parkedAt: z.string(),
  /** The message as it was received: sending it again to its lane is the release. */
  message: z.string(),
  /** Its attributes, which go with it. */
  attributes: z.record(z.string(), z.string()).optional(),
  lane: z.enum(['files', 'rows']),
});

/** Parked queue: says that an object was written; the object outlives it. */
export const parkedNoticeSchema = z.object({
  type: z.literal('ParkedNotice'),
  version: z.literal(1),
  bucket: z.string(),
  key: z.string(),
  dataset: z.string(),
  source: z.string(),
  reason: z.string(),
});

export type Failure = z.infer<typeof failureSchema>;
export type ParkedRecord = z.infer<typeof parkedRecordSchema>;
export type ParkedNotice = z.infer<typeof parkedNoticeSchema>;
