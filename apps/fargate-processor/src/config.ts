import { logLevelVariable, metricsNamespaceVariable } from '@sluice/config';
import * as z from 'zod';

const url = z.url();
const seconds = z.coerce.number().positive();
const count = z.coerce.number().int().positive();

/** The processor's environment variables. Nothing has a default that names a place or a region. */
export const configSchema = z
  .object({
    AWS_REGION: z.string().min(1),
    /** Main queue of the files lane. */
    FILES_QUEUE_URL: url,
    /** Dead-letter queue of the files lane. */
    FILES_DLQ_URL: url,
    /** Main queue of the rows lane. */
    ROWS_QUEUE_URL: url,
    /** Dead-letter queue of the rows lane. */
    ROWS_DLQ_URL: url,
    /** Tells people that something was parked; the object in the quarantine bucket is the truth. */
    PARKED_QUEUE_URL: url,
    /** Parquet and manifests of load attempts, claim checks. */
    STAGING_BUCKET: z.string().min(1),
    /** Raw bad records, parked messages, attempt counts. */
    QUARANTINE_BUCKET: z.string().min(1),
    /** Redshift Serverless workgroup that loads run in. */
    WAREHOUSE_WORKGROUP: z.string().min(1),
    /** Its database, which has the datasets' tables and the ledger. */
    WAREHOUSE_DATABASE: z.string().min(1),
    /** Role that COPY reads the staging bucket with. */
    COPY_ROLE_ARN: z.string().min(1),
    /** As set on the queue: how long a message of the files lane stays hidden unless extended. */
    FILES_VISIBILITY_TIMEOUT_SECONDS: count,
    /** As set on the queue: how long a message of the rows lane stays hidden unless extended. */
    ROWS_VISIBILITY_TIMEOUT_SECONDS: count,
    /** As set on the queue: how often a message of the files lane is received before SQS dead-letters it. */
    FILES_MAX_RECEIVE_COUNT: z.coerce.number().int().min(2),
    /** As set on the queue: how often a message of the rows lane is received before SQS dead-letters it. */
    ROWS_MAX_RECEIVE_COUNT: z.coerce.number().int().min(2),
    /** Files worked on at a time. */
    FILES_CONCURRENCY: count,
    /** A file is one load: a larger object is parked before it is downloaded. */
    FILES_MAX_BYTES: count,
    /** A compressed file whose text is larger is parked. */
    FILES_MAX_TEXT_BYTES: count,
    /** Row batches of a dataset gather until they have so many rows, or reach one of the three limits below. */
    MICRO_BATCH_MAX_ROWS: count,
    /** Bytes of their JSON. */
    MICRO_BATCH_MAX_BYTES: count,
    /** Row batches in one load. */
    MICRO_BATCH_MAX_SOURCES: count,
    /** Age of the oldest that gathers: the dial between freshness and cost. */
    MICRO_BATCH_MAX_AGE_SECONDS: seconds,
    /** First pause before something that failed for now is received again. */
    BACKOFF_BASE_SECONDS: seconds,
    /** Longest such pause. */
    BACKOFF_MAX_SECONDS: seconds,
    /** Attempts at one source in all, through any number of redrives, before it is parked. */
    MAX_ATTEMPTS: count,
    /** Most time of one statement, waiting for locks included. */
    STATEMENT_TIMEOUT_SECONDS: seconds,
    /** Runs of a load's transaction that follow each other at once, where it failed for the moment. */
    MAX_LOAD_RUNS: count,
    /** Statements in flight; the others wait. */
    MAX_ACTIVE_STATEMENTS: count,
    /** First wait between two looks at a statement. */
    STATEMENT_POLL_MIN_MILLISECONDS: z.coerce.number().positive(),
    /** Longest such wait. */
    STATEMENT_POLL_MAX_MILLISECONDS: z.coerce.number().positive(),
    /** Something under way that has not got on for so long makes the process exit, so that another takes its place. */
    WEDGED_AFTER_SECONDS: seconds,
    /** Set by ECS: where a task asks to be spared by scale-in. Without it nothing is asked. */
    ECS_AGENT_URI: url.optional(),
    /** Time from SIGTERM to SIGKILL. */
    STOP_TIMEOUT_SECONDS: count,
    /** Port of `/healthz` and `/readyz`; 0 takes any free one, which the log names. */
    HEALTH_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
    METRICS_NAMESPACE: metricsNamespaceVariable,
    LOG_LEVEL: logLevelVariable,
  })
  .readonly();

export type Config = z.infer<typeof configSchema>;

/** One lane's settings. */
export interface LaneConfig {
  readonly lane: 'files' | 'rows';
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly visibilityTimeoutSeconds: number;
  readonly maxReceiveCount: number;
}

export function laneConfig(config: Config, lane: 'files' | 'rows'): LaneConfig {
  return lane === 'files'
    ? {
        lane,
        queueUrl: config.FILES_QUEUE_URL,
        deadLetterQueueUrl: config.FILES_DLQ_URL,
        visibilityTimeoutSeconds: config.FILES_VISIBILITY_TIMEOUT_SECONDS,
        maxReceiveCount: config.FILES_MAX_RECEIVE_COUNT,
      }
    : {
        lane,
        queueUrl: config.ROWS_QUEUE_URL,
        deadLetterQueueUrl: config.ROWS_DLQ_URL,
        visibilityTimeoutSeconds: config.ROWS_VISIBILITY_TIMEOUT_SECONDS,
        maxReceiveCount: config.ROWS_MAX_RECEIVE_COUNT,
      };
}
