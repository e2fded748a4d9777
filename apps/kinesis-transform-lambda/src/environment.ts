import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  awsClientSettings,
  ConfigurationError,
  parseEnvironment,
  s3ClientSettings,
  type EnvironmentVariables,
} from '@sluice/config';
import { findDataset, type Dataset } from '@sluice/contracts';
import { createLogger, createMetrics, type Logger, type Metrics } from '@sluice/logging';
import { createMessageQueue, type MessageQueue } from '@sluice/message-queue';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { configSchema, type Config } from './config.js';

/** Everything the function reaches outside itself. */
export interface Environment {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly queue: Pick<MessageQueue, 'sendAll'>;
  readonly objects: Pick<ObjectStore, 'upload'>;
  readonly findDataset: (name: string) => Dataset | undefined;
  readonly codec: Codec;
}

/** What the pure transform needs of Node. */
export interface Codec {
  readonly decodeUtf8: (bytes: Uint8Array) => string | undefined;
  readonly encodeBase64: (bytes: Uint8Array) => string;
  readonly gzip: (text: string) => Uint8Array;
  readonly sha256Hex: (data: string | Uint8Array) => string;
}

/** Reads the configuration and builds the clients, once in the life of a process. */
export function createEnvironment(variables: EnvironmentVariables): Environment {
  const config = parseEnvironment(configSchema, variables);
  if (config.STREAM_DATASET !== undefined && !findDataset(config.STREAM_DATASET))
    throw new ConfigurationError(['STREAM_DATASET names no contract']);
  return {
    config,
    logger: createLogger({ service: 'kinesis-transform', level: config.LOG_LEVEL }),
    metrics: createMetrics({ namespace: 'Sluice', service: 'kinesis-transform' }),
    queue: createMessageQueue(new SQSClient(awsClientSettings(variables))),
    objects: createObjectStore(new S3Client(s3ClientSettings(variables))),
    findDataset,
    codec: createCodec(),
  };
}

export function createCodec(): Codec {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return {
    decodeUtf8(bytes) {
      try {
        return utf8.decode(bytes);
      } catch {
        return undefined;
      }
    },
    encodeBase64: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    gzip: (text) => gzipSync(text),
    sha256Hex: (data) => createHash('sha256').update(data).digest('hex'),
  };
}
