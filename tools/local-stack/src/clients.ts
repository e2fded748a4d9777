import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { localRegion } from './stack-context.js';

/** The SDK's own clients: what is provisioned over the wire here is provisioned so on AWS. */
export interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly kinesis: KinesisClient;
  readonly cloudWatch: CloudWatchClient;
  readonly redshiftData: RedshiftDataClient;
  /** Ends idle connections. */
  destroy(): void;
}

export function createClients(endpoint: string): Clients {
  const settings = {
    endpoint,
    region: localRegion,
    // The stack checks nobody's signature; the key stands in its request log as the caller.
    credentials: { accessKeyId: 'local-stack', secretAccessKey: 'local' },
  };
  const clients = {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sqs: new SQSClient(settings),
    sns: new SNSClient(settings),
    // By default this client alone speaks HTTP/2.
    kinesis: new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() }),
    cloudWatch: new CloudWatchClient(settings),
    redshiftData: new RedshiftDataClient(settings),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}
