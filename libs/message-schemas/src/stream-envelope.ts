import * as z from 'zod';

/** How a producer names the dataset of a record on a shared stream. */
export const streamEnvelopeSchema = z.object({
  dataset: z.string().min(1),
  /** The contract that the producer wrote for; the newest when absent. */
  contractVersion: z.number().int().positive().optional(),
  data: z.unknown(),
});

export type StreamEnvelope = z.infer<typeof streamEnvelopeSchema>;
