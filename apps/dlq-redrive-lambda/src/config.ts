import { jsonVariable, logLevelVariable } from '@sluice/config';
import * as z from 'zod';

const laneSchema = z.object({
  name: z.string().min(1),
  queueUrl: z.url(),
  queueArn: z.string().startsWith('arn:'),
  dlqUrl: z.url(),
  dlqArn: z.string().startsWith('arn:'),
});

/** `ListMessageMoveTasks` shows ten tasks, so more than nine in a window could not be told from ten. */
const mostTasksPerWindow = 9;

/** The function's environment variables, beside `AWS_REGION`, which Lambda sets. */
export const configSchema = z
  .object({
    /** JSON array of `{name, queueUrl, queueArn, dlqUrl, dlqArn}`. */
    LANES: jsonVariable(z.array(laneSchema).min(1)),
    /** JSON object: name of an alarm → name of the lane whose dead-letter queue it watches. */
    ALARM_NAMES: jsonVariable(z.record(z.string(), z.string())),
    /** Rate of a task, so that what failed together does not come back together. */
    REDRIVE_MAX_MESSAGES_PER_SECOND: z.coerce.number().int().min(1).max(500),
    /** Pause after the first task; doubles with every further one in the window. May be a fraction. */
    REDRIVE_PAUSE_SECONDS: z.coerce.number().min(0),
    REDRIVE_MAX_TASKS_PER_WINDOW: z.coerce.number().int().min(1).max(mostTasksPerWindow),
    /** May be a fraction. */
    REDRIVE_WINDOW_SECONDS: z.coerce.number().min(0),
    /** Told when the redrive gives up. */
    OPERATORS_TOPIC_ARN: z.string().startsWith('arn:').optional(),
    LOG_LEVEL: logLevelVariable,
  })
  .superRefine(({ LANES, ALARM_NAMES }, context) => {
    const lanes = new Set(LANES.map(({ name }) => name));
    for (const [alarm, lane] of Object.entries(ALARM_NAMES))
      if (!lanes.has(lane))
        context.addIssue({ code: 'custom', path: ['ALARM_NAMES', alarm], message: 'names no lane of LANES' });
  })
  .readonly();

export type Config = z.infer<typeof configSchema>;
export type Lane = z.infer<typeof laneSchema>;
