import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Target } from './resolve-target.js';

const settingsOf = ({ endpoint, region, credentials }: Target) => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(credentials === undefined ? {} : { credentials }),
});

export const objectStoreOf = (target: Target): ObjectStore =>
  createObjectStore(new S3Client({ ...settingsOf(target), forcePathStyle: target.endpoint !== undefined }));

export const sqsClientOf = (target: Target): SQSClient => new SQSClient(settingsOf(target));

// By default this client alone speaks HTTP/2, which not every stand-in for AWS does.
export const kinesisClientOf = (target: Target): KinesisClient =>
  new KinesisClient({ ...settingsOf(target), requestHandler: new NodeHttpHandler() });

export const cloudWatchClientOf = (target: Target): CloudWatchClient =>
  new CloudWatchClient(settingsOf(target));

export const ecsClientOf = (target: Target): ECSClient => new ECSClient(settingsOf(target));

/** @param secretArn whose database user connects; else the one of the caller's credentials */
export const warehouseOf = (target: Target, secretArn?: string): DataApi =>
  createDataApi({
    client: new RedshiftDataClient(settingsOf(target)),
    warehouse: {
      workgroupName: target.names.workgroup,
      ...(secretArn === undefined ? {} : { secretArn }),
    },
    database: target.names.database,
  });
