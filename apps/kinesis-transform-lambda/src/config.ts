import { logLevelVariable, metricsNamespaceVariable } from '@sluice/config';
import * as z from 'zod/mini';

/** The function's environment variables, beside `AWS_REGION`, which Lambda sets. */
export const configSchema = z.readonly(
  z.object({
    /** Main queue of the rows lane. */
    ROWS_QUEUE_URL: z.url(),
    /** Claim checks of what does not fit a message, under `claims/`. */
    STAGING_BUCKET: z.string(),
    /** Dataset of a stream that carries only one; its records need no envelope then. */
    STREAM_DATASET: z.optional(z.string()),
    /** Most bytes of a message, body and attributes: the queue's limit less room for what dead-lettering adds. */
    MAX_CONTENT_BYTES: z.coerce.number().check(z.int(), z.gte(1024), z.lte(1_048_576)),
    METRICS_NAMESPACE: metricsNamespaceVariable,
    LOG_LEVEL: logLevelVariable,
  }),
);

export type Config = z.infer<typeof configSchema>;
