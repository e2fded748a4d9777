import * as z from 'zod/mini';

/** How a producer names the dataset of a record on a shared stream. */
export const streamEnvelopeSchema = z.object({
  dataset: z.string().check(z.minLength(1)),
  /** The version of the contract that the producer wrote for; the newest when absent. */
  contractVersion: z.optional(z.int().check(z.positive())),
  data: z.unknown(),
});

export type StreamEnvelope = z.infer<typeof streamEnvelopeSchema>;
