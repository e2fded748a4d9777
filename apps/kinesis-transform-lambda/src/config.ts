import { logLevelVariable } from '@sluice/config';
import * as z from 'zod';

/** The function's environment variables, beside `AWS_REGION`, which Lambda sets. */
export const configSchema = z
  .object({
    /** Main queue of the rows lane. */
    ROWS_QUEUE_URL: z.url(),
    /** Claim checks of what does not fit a message, under `claims/`. */
    STAGING_BUCKET: z.string(),
    /** Dataset of a stream that carries only one; its records need no envelope then. */
    STREAM_DATASET: z.string().optional(),
    /** Most bytes of a message's body; the queue's limit less some room for attributes. */
    MAX_CONTENT_BYTES: z.coerce.number().int().min(1024).max(1_048_576),
    LOG_LEVEL: logLevelVariable,
  })
  .readonly();

export type Config = z.infer<typeof configSchema>;
