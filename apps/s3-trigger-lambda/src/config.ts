import { logLevelVariable } from '@sluice/config';
import * as z from 'zod';

/** The function's environment variables, beside `AWS_REGION`, which Lambda sets. */
export const configSchema = z
  .object({
    /** Main queue of the files lane. */
    FILES_QUEUE_URL: z.url(),
    LOG_LEVEL: logLevelVariable,
  })
  .readonly();

export type Config = z.infer<typeof configSchema>;
