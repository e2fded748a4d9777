import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientSettings, s3ClientSettings } from '@sluice/config';
import { createLogger, createMetrics, type Logger, type Metrics } from '@sluice/logging';
import { createMessageQueue, type MessageQueue } from '@sluice/message-queue';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
import { createTaskProtection, type TaskProtection } from '@sluice/task-protection';
import { randomUUID } from 'node:crypto';
import type { Config } from './config.js';
import { createAttempts, type Attempts } from './failures/attempts.js';

/** Everything the processor reaches outside itself. */
export interface Environment {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly objects: ObjectStore;
  readonly queue: MessageQueue;
  readonly warehouse: DataApi;
  readonly attempts: Attempts;
  readonly protection: TaskProtection;
  /** The warehouse as the preconditions ask it: no question waits for a load, nor for one that was never answered. */
  readonly probe: Pick<DataApi, 'query'>;
  /** Of this process, for what each has for itself. */
  readonly taskId: string;
  readonly now: () => Date;
}

/** A load that is run again ends within twice the time of one statement, and its messages are settled soon after. */
const longestLoadFactor = 2;
const marginMinutes = 10;

/**
 * A connection that died without a word is given up, and the request tried again. A long poll answers after 20 s at the
 * latest, everything else sooner; transfers of S3, which may rightly take long, are left out.
 */
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

/** Builds the clients, once. */
export function createEnvironment(config: Config, variables: NodeJS.ProcessEnv): Environment {
  const settings = { ...awsClientSettings(variables), requestHandler };
  const objects = createObjectStore(new S3Client(s3ClientSettings(variables)));
  const logger = createLogger({ service: 'fargate-processor', level: config.LOG_LEVEL });
  const connection = {
    client: new RedshiftDataClient(settings),
    warehouse: { workgroupName: config.WAREHOUSE_WORKGROUP },
    database: config.WAREHOUSE_DATABASE,
    pollMinMilliseconds: config.STATEMENT_POLL_MIN_MILLISECONDS,
    pollMaxMilliseconds: config.STATEMENT_POLL_MAX_MILLISECONDS,
  };
  return {
    config,
    logger,
    metrics: createMetrics({ namespace: config.METRICS_NAMESPACE, service: 'fargate-processor' }),
    objects,
    queue: createMessageQueue(new SQSClient(settings)),
    warehouse: createDataApi({ ...connection, maxActiveStatements: config.MAX_ACTIVE_STATEMENTS }),
    probe: createDataApi({ ...connection, maxActiveStatements: Infinity }),
    attempts: createAttempts(objects, config.QUARANTINE_BUCKET),
    protection: createTaskProtection({
      agentUri: config.ECS_AGENT_URI,
      expiresInMinutes: (longestLoadFactor * config.STATEMENT_TIMEOUT_SECONDS) / 60 + marginMinutes,
      logger,
    }),
    taskId: randomUUID(),
    now: () => new Date(),
  };
}
