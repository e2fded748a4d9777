import { logLevelVariable, metricsNamespaceVariable } from '@sluice/config';
import * as z from 'zod/mini';

/** The function's environment variables, beside `AWS_REGION`, which Lambda sets. */
export const configSchema = z.readonly(
  z.object({
    /** Main queue of the files lane. */
    FILES_QUEUE_URL: z.url(),
    METRICS_NAMESPACE: metricsNamespaceVariable,
    LOG_LEVEL: logLevelVariable,
  }),
);

export type Config = z.infer<typeof configSchema>;
