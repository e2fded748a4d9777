import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientSettings, parseEnvironment, type EnvironmentVariables } from '@sluice/config';
import { findDataset, type Dataset } from '@sluice/contracts';
import { createLogger, createMetrics, type Logger, type Metrics } from '@sluice/logging';
import { createMessageQueue, type MessageQueue } from '@sluice/message-queue';
import { configSchema, type Config } from './config.js';

/** Everything the function reaches outside itself. */
export interface Environment {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly queue: Pick<MessageQueue, 'sendAll'>;
  readonly findDataset: (name: string) => Dataset | undefined;
}

/** Reads the configuration and builds the clients, once in the life of a process. */
export function createEnvironment(variables: EnvironmentVariables): Environment {
  const config = parseEnvironment(configSchema, variables);
  return {
    config,
    logger: createLogger({ service: 's3-trigger', level: config.LOG_LEVEL }),
    metrics: createMetrics({ namespace: config.METRICS_NAMESPACE, service: 's3-trigger' }),
    queue: createMessageQueue(new SQSClient(awsClientSettings(variables))),
    findDataset,
  };
}
