import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Target } from './target.js';

export type Clients = ReturnType<typeof createClients>;

/** The SDK's own clients, as the apps use them; each connects with its first request. */
export function createClients({ endpoint, region, credentials }: Target) {
  const settings = {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // A case sees the first answer, not what a retry makes of it.
    maxAttempts: 1,
  };
  return {
    cloudWatch: new CloudWatchClient(settings),
    /** HTTP/1.1: by default this client alone speaks HTTP/2. */
    kinesis: new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() }),
    kinesisHttp2: new KinesisClient(settings),
    lambda: new LambdaClient(settings),
    redshiftData: new RedshiftDataClient(settings),
    s3: new S3Client({ ...settings, ...(endpoint === undefined ? {} : { forcePathStyle: true }) }),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
  };
}

export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
