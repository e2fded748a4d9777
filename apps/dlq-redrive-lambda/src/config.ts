import { jsonVariable, logLevelVariable, metricsNamespaceVariable } from '@sluice/config';
import * as z from 'zod/mini';

const arn = z.string().check(z.startsWith('arn:'));

const laneSchema = z.object({
  /** Stands in the subject of what people are told, which has at most 100 characters. */
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  queueUrl: z.url(),
  queueArn: arn,
  dlqUrl: z.url(),
  dlqArn: arn,
});

/** `ListMessageMoveTasks` shows ten tasks, so more than nine in a window could not be told from ten. */
const mostTasksPerWindow = 9;

/** The function's environment variables, beside `AWS_REGION`, which Lambda sets. */
export const configSchema = z.readonly(
  z
    .object({
      /** JSON array of `{name, queueUrl, queueArn, dlqUrl, dlqArn}`. */
      LANES: jsonVariable(z.array(laneSchema).check(z.minLength(1))),
      /** JSON object: name of an alarm → name of the lane whose dead-letter queue it watches. */
      ALARM_NAMES: jsonVariable(z.record(z.string(), z.string())),
      /** Rate of a task, so that what failed together does not come back together. */
      REDRIVE_MAX_MESSAGES_PER_SECOND: z.coerce.number().check(z.int(), z.gte(1), z.lte(500)),
      /** Pause after the first task; doubles with every further one in the window. May be a fraction. */
      REDRIVE_PAUSE_SECONDS: z.coerce.number().check(z.gte(0)),
      /** Move tasks of a lane within the window, after which it is given up until the oldest of them leaves it. */
      REDRIVE_MAX_TASKS_PER_WINDOW: z.coerce.number().check(z.int(), z.gte(1), z.lte(mostTasksPerWindow)),
      /** The window in which tasks are counted. May be a fraction. */
      REDRIVE_WINDOW_SECONDS: z.coerce.number().check(z.gte(0)),
      /** How far back the metrics are asked for signs that the lane is worked on. */
      REDRIVE_EVIDENCE_SECONDS: z.coerce.number().check(z.positive()),
      /** Every run decides and says so, and does nothing. */
      REDRIVE_DRY_RUN: z.pipe(
        z._default(z.enum(['true', 'false']), 'false'),
        z.transform((value) => value === 'true'),
      ),
      /** Topic that is told when the redrive gives up. */
      OPERATORS_TOPIC_ARN: z.optional(arn),
      METRICS_NAMESPACE: metricsNamespaceVariable,
      LOG_LEVEL: logLevelVariable,
    })
    .check(
      z.check(({ value: { LANES, ALARM_NAMES }, issues }) => {
        const lanes = new Set(LANES.map(({ name }) => name));
        for (const [alarm, lane] of Object.entries(ALARM_NAMES))
          if (!lanes.has(lane))
            issues.push({
              code: 'custom',
              path: ['ALARM_NAMES', alarm],
              message: 'names no lane of LANES',
              input: lane,
            });
      }),
    ),
);

export type Config = z.infer<typeof configSchema>;
export type Lane = z.infer<typeof laneSchema>;
