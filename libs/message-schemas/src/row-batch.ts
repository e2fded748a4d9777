import * as z from 'zod';

const batchValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A row that passed its contract: its identity, its arrival in milliseconds, its values in contract order. */
export const batchRowSchema = z.object({
  /** `stream/shardId:sequenceNumber[:subSequence]`. */
  recordId: z.string(),
  arrivedAt: z.number().int(),
  values: z.array(batchValueSchema),
});

/** A record that did not, with everything needed to explain, mend and replay it. */
export const batchRejectSchema = z.object({
  recordId: z.string(),
  arrivedAt: z.number().int(),
  reason: z.string(),
  column: z.string().nullable(),
  rule: z.string(),
  value: z.string().nullable(),
  /** The record's bytes as they stood on the stream, base64. */
  raw: z.string(),
});

/** A row as it is stored: what its record id has behind the prefix, its arrival, its values. */
const storedRowSchema = z.tuple([z.string(), z.number().int()], batchValueSchema);

/**
 * What a `RowBatch` carries, compressed; `rowBatchText` writes it. Rows and rejects are each in the order of the stream. A
 * record id is longer than most rows, and all of a batch begin alike: what they begin with is stored once.
 */
export const rowBatchContentSchema = z
  .object({
    /** Names of the table's columns that the rows' values stand for, in their order; the contract may have others by now. */
    columns: z.array(z.string()).optional(),
    recordIdPrefix: z.string(),
    rows: z.array(storedRowSchema),
    rejects: z.array(batchRejectSchema),
  })
  .transform(({ recordIdPrefix, rows, ...content }) => ({
    ...content,
    rows: rows.map(([id, arrivedAt, ...values]): BatchRow => ({
      recordId: recordIdPrefix + id,
      arrivedAt,
      values,
    })),
  }));

/**
 * Rows lane: records of one dataset, validated. At least once, and retries may be packed otherwise, so identity
 * is each record's own. Sent also when every record was bad.
 */
export const rowBatchSchema = z.object({
  type: z.literal('RowBatch'),
  version: z.literal(1),
  dataset: z.string().min(1),
  contractVersion: z.number().int().positive(),
  /** SHA-256 over the record ids it carries (`batchIdOf`): the same records packed alike have the same id. */
  batchId: z.string().min(1),
  /** Name of the stream; of a replay, what its records are sent again from, for example `quarantine`. */
  stream: z.string().min(1),
  /** `replay`: records of earlier sources, files among them, sent again under the record ids that they had. */
  kind: z.enum(['stream', 'replay']).default('stream'),
  rows: z.number().int().nonnegative(),
  rejects: z.number().int().nonnegative(),
  content: z.discriminatedUnion('kind', [
    /** What `rowBatchContentSchema` reads, as JSON, gzip, base64. */
    z.object({ kind: z.literal('inline'), data: z.string() }),
    /** The same gzip bytes as an object, for what does not fit a message. */
    z.object({ kind: z.literal('claim'), bucket: z.string(), key: z.string(), sha256: z.string() }),
  ]),
});

export type BatchRow = z.infer<typeof batchRowSchema>;
export type BatchReject = z.infer<typeof batchRejectSchema>;
export type RowBatchContent = z.output<typeof rowBatchContentSchema>;
/** As it is sent. */
export type RowBatch = z.input<typeof rowBatchSchema>;
