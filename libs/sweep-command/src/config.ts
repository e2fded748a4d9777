import * as z from 'zod';

const seconds = z.coerce.number().positive();

/** Environment variables of a scheduled sweep: the processor's, and what only it needs. */
export const sweepConfigSchema = z
  .object({
    AWS_REGION: z.string().min(1),
    /** Where files land; looked through. */
    LANDING_BUCKET: z.string().min(1),
    /** What is parked there is left alone. */
    QUARANTINE_BUCKET: z.string().min(1),
    /** Main queue of the files lane. */
    FILES_QUEUE_URL: z.url(),
    WAREHOUSE_WORKGROUP: z.string().min(1),
    WAREHOUSE_DATABASE: z.string().min(1),
    /** Of what landed: younger files may still be on their way, older ones were seen by an earlier sweep. */
    SWEEP_MIN_AGE_SECONDS: seconds,
    SWEEP_MAX_AGE_SECONDS: seconds,
  })
  .readonly();

export type SweepConfig = z.infer<typeof sweepConfigSchema>;
