import * as z from 'zod';

const seconds = z.number().positive();
const count = z.number().int().positive();

const laneSchema = z
  .strictObject({
    /** How long a received message stays hidden; a worker extends it while it works. */
    visibilityTimeoutSeconds: seconds,
    /** Receives after which SQS itself dead-letters; the processor gives up one receive earlier. */
    maxReceiveCount: z.number().int().min(2),
    retentionSeconds: seconds,
    /** Longer than `retentionSeconds`: expiry in the DLQ runs from the original enqueue time. */
    deadLetterRetentionSeconds: seconds,
  })
  .refine((lane) => lane.deadLetterRetentionSeconds > lane.retentionSeconds, {
    message: 'deadLetterRetentionSeconds must exceed retentionSeconds',
  });

/** For how long objects are kept. What is parked, and what landed as a key's newest version, is kept for good. */
const bucketsSchema = z.strictObject({
  /** Older versions of a key; messages and replays name versions. */
  landing: z.strictObject({ versioned: z.boolean(), noncurrentExpirationDays: count }),
  staging: z.strictObject({
    versioned: z.boolean(),
    /** Parquet and manifests of load attempts: read within the hour, then of use to people alone. */
    loadsExpirationDays: count,
    /** Claim checks: read for as long as a message or a parked object may name them. */
    claimsExpirationDays: count,
  }),
  quarantine: z.strictObject({
    versioned: z.boolean(),
    /** Raw bad records, what the event source mapping gave up, and older versions of everything. */
    recordsExpirationDays: count,
    /** Counted attempts at sources: longer than a source may go round through its queues. */
    attemptsExpirationDays: count,
  }),
});

/** How many tasks the processor has, by the messages that wait in both lanes. */
const scalingSchema = z
  .strictObject({
    minTasks: z.number().int().min(0),
    maxTasks: count,
    /** Waiting messages that one task is enough for. */
    backlogPerTask: count,
    /** How often the backlog is looked at. */
    evaluationSeconds: seconds,
    /** After tasks were added, and after some were taken away, nothing changes for so long. */
    scaleOutCooldownSeconds: seconds,
    scaleInCooldownSeconds: seconds,
  })
  .refine((scaling) => scaling.maxTasks >= scaling.minTasks, {
    message: 'maxTasks must not be less than minTasks',
  });

const functionSchema = z.strictObject({ timeoutSeconds: count, memoryMegabytes: count });

/** A message that is redriven begins anew, so that its way may be longer than one pass through lane and DLQ: twice is asked. */
const passesThroughQueues = 2;
const secondsPerDay = 86_400;

/** Days that a message may take through its lane and its dead-letter queue, redriven once in between. */
function longestWayDays(lanes: Readonly<Record<'files' | 'rows', z.infer<typeof laneSchema>>>): number {
  const passes = Object.values(lanes).map((lane) => lane.retentionSeconds + lane.deadLetterRetentionSeconds);
  return (passesThroughQueues * Math.max(...passes)) / secondsPerDay;
}

const settingsSchema = z.strictObject({
  /** First part of every resource's name. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  buckets: bucketsSchema,
  queues: z.strictObject({
    maxMessageBytes: count,
    /** What a message of the transform may hold, attributes and all, before its content becomes a claim check. */
    maxInlineContentBytes: count,
    lanes: z.strictObject({ files: laneSchema, rows: laneSchema }),
    parkedRetentionSeconds: seconds,
  }),
  stream: z.strictObject({
    shardCount: count,
    retentionHours: z.number().int().min(24).max(8760),
    /**
     * The largest record that the stream takes, its key included: 1 to 10 MiB in whole KiB. What no Lambda event has room
     * for (about 4.4 MiB) is given up by the mapping and comes in through `sluice replay failures`.
     */
    maxRecordBytes: z.number().int().min(1_048_576).max(10_485_760).multipleOf(1024).default(1_048_576),
  }),
  eventSourceMapping: z.strictObject({
    batchSize: z.number().int().min(1).max(10_000),
    maximumBatchingWindowSeconds: z.number().min(0).max(300),
    parallelizationFactor: z.number().int().min(1).max(10),
    bisectBatchOnFunctionError: z.boolean(),
    maximumRetryAttempts: z.number().int().min(-1),
    maximumRecordAgeSeconds: z.number().int(),
    startingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  }),
  functions: z.strictObject({
    's3-trigger': functionSchema,
    'kinesis-transform': functionSchema,
    'dlq-redrive': functionSchema,
  }),
  processor: z.strictObject({
    scaling: scalingSchema,
    stopTimeoutSeconds: z.number().int().min(2).max(120),
    /** Files cleaned at a time by one task. */
    filesConcurrency: count,
    /**
     * A file is one load: a larger object is parked, and so is a compressed one whose text is larger. 4 GiB and 16 GiB
     * leave room for a file beside the Parquet made of it on the 20 GiB of disk that a Fargate task has unless told
     * otherwise, and keep COPY far below the hour for which it can read what was staged.
     */
    filesMaxBytes: count,
    filesMaxTextBytes: count,
    /** Rows gather until one of these is reached, then load as one; bytes are JSON. Age is the cost dial. */
    microBatch: z.strictObject({
      maxRows: count,
      maxBytes: count,
      maxSources: count,
      maxAgeSeconds: seconds,
    }),
    /** Visibility of what failed for now: doubles from base to max, with jitter. */
    backoff: z.strictObject({ baseSeconds: seconds, maxSeconds: seconds }),
    /** Attempts at one source in all, through any number of redrives, before it is parked. */
    maxAttempts: count,
    statementTimeoutSeconds: seconds,
    /** Runs of one load's transaction that follow each other at once; then its message waits. */
    maxLoadRuns: count,
    /** A task that holds messages and makes no progress for so long ends itself, so that ECS replaces it. */
    wedgedAfterSeconds: seconds,
    /** Statements of one task in flight; what waits for a lock is one of them. */
    maxActiveStatements: count,
    /** Between two looks at a statement: doubles from min to max, with jitter. */
    statementPoll: z.strictObject({
      minMilliseconds: z.number().positive(),
      maxMilliseconds: z.number().positive(),
    }),
  }),
  deadLetterAlarm: z.strictObject({
    periodSeconds: seconds,
    evaluationPeriods: count,
    threshold: count,
    treatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']),
  }),
  redrive: z.strictObject({
    scheduleSeconds: seconds,
    maxMessagesPerSecond: z.number().int().min(1).max(500),
    /** Pause after the first task of a window; doubles with each further one. */
    pauseSeconds: z.number().min(0),
    /** At most 9: ListMessageMoveTasks shows the latest 10. */
    maxTasksPerWindow: z.number().int().min(1).max(9),
    windowSeconds: seconds,
    /** How far back it looks for signs that the pipeline is up: a halt, messages that wait while none is deleted. */
    evidenceSeconds: seconds,
    /** Decides and logs, but starts nothing. */
    dryRun: z.boolean(),
  }),
  /** Objects that landed but stand in no ledger are announced again. */
  sweep: z.strictObject({
    scheduleSeconds: seconds,
    /** What is younger may still be on its way. */
    minAgeSeconds: seconds,
    /** What is older was seen by an earlier sweep. */
    maxAgeSeconds: seconds,
  }),
  warehouse: z.strictObject({ database: z.string().regex(/^[a-z][a-z0-9_]*$/) }),
});

/**
 * The settings in `infra/topology.json`: read by Terraform, by the local stack and by the CLI, written nowhere
 * else. Sizes are bytes, times are seconds unless the name says otherwise.
 */
export const topologySchema = settingsSchema.superRefine(({ buckets, queues }, context) => {
  const least = longestWayDays(queues.lanes);
  const kept = {
    'landing.noncurrentExpirationDays': buckets.landing.noncurrentExpirationDays,
    'staging.claimsExpirationDays': buckets.staging.claimsExpirationDays,
    'quarantine.attemptsExpirationDays': buckets.quarantine.attemptsExpirationDays,
  };
  for (const [name, days] of Object.entries(kept))
    if (days <= least)
      context.addIssue({
        code: 'custom',
        path: ['buckets', ...name.split('.')],
        message: `must exceed the ${least} days that a message may be on its way`,
      });
});

export type Topology = z.infer<typeof topologySchema>;
export type LaneName = keyof Topology['queues']['lanes'];
export const laneNames: readonly LaneName[] = ['files', 'rows'];

/** Parses the JSON of `infra/topology.json`; throws `z.ZodError` that names every problem. */
export function parseTopology(json: unknown): Topology {
  return topologySchema.parse(json);
}
