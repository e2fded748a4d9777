import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientSettings, s3ClientSettings } from '@sluice/config';
import { createLogger, createMetrics, type Logger, type Metrics } from '@sluice/logging';
import { createMessageQueue, type MessageQueue } from '@sluice/message-queue';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
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
  readonly now: () => Date;
}

/** Builds the clients, once. */
export function createEnvironment(config: Config, variables: NodeJS.ProcessEnv): Environment {
  const settings = awsClientSettings(variables);
  const objects = createObjectStore(new S3Client(s3ClientSettings(variables)));
  return {
    config,
    logger: createLogger({ service: 'fargate-processor', level: config.LOG_LEVEL }),
    metrics: createMetrics({ namespace: 'Sluice', service: 'fargate-processor' }),
    objects,
    queue: createMessageQueue(new SQSClient(settings)),
    warehouse: createDataApi({
      client: new RedshiftDataClient(settings),
      warehouse: { workgroupName: config.WAREHOUSE_WORKGROUP },
      database: config.WAREHOUSE_DATABASE,
      maxActiveStatements: config.MAX_ACTIVE_STATEMENTS,
      pollMinMilliseconds: config.STATEMENT_POLL_MIN_MILLISECONDS,
      pollMaxMilliseconds: config.STATEMENT_POLL_MAX_MILLISECONDS,
    }),
    attempts: createAttempts(objects, config.QUARANTINE_BUCKET),
    now: () => new Date(),
  };
}
