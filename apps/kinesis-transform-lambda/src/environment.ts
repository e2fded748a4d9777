import { SQSClient } from '@aws-sdk/client-sqs';
import {
  awsClientSettings,
  ConfigurationError,
  parseEnvironment,
  s3ClientSettings,
  type EnvironmentVariables,
} from '@sluice/config';
import { findDataset } from '@sluice/contracts';
import { createLogger, createMetrics, type Logger, type Metrics } from '@sluice/logging';
import { createQueueSender } from '@sluice/message-queue';
import { createRecordCodec } from '@sluice/record-codec';
import type { DeliveryEnvironment } from '@sluice/stream-transform';
import { configSchema, type Config } from './config.js';

/** Everything the function reaches outside itself. */
export interface Environment extends Omit<DeliveryEnvironment<AbortSignal>, 'isClosing'> {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Reads the configuration and builds the clients, once in the life of a process. */
export function createEnvironment(variables: EnvironmentVariables): Environment {
  const config = parseEnvironment(configSchema, variables);
  if (config.STREAM_DATASET !== undefined && !findDataset(config.STREAM_DATASET))
    throw new ConfigurationError(['STREAM_DATASET names no contract']);
  return {
    config,
    logger: createLogger({ service: 'kinesis-transform', level: config.LOG_LEVEL }),
    metrics: createMetrics({ namespace: config.METRICS_NAMESPACE, service: 'kinesis-transform' }),
    queue: createQueueSender(new SQSClient(awsClientSettings(variables))),
    objects: claimStore(s3ClientSettings(variables)),
    findDataset,
    codec: createRecordCodec(),
  };
}

/** Few invocations store a claim check, so that S3's client is loaded by the first that does. */
function claimStore(settings: ReturnType<typeof s3ClientSettings>): Environment['objects'] {
  let loading: Promise<Environment['objects']> | undefined;
  return {
    async upload(location, source, options) {
      loading ??= import('./claim-store.js').then(({ createClaimStore }) => createClaimStore(settings));
      return (await loading).upload(location, source, options);
    },
  };
}
