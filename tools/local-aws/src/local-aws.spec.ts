import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  BatchExecuteStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  PurgeQueueCommand,
  SendMessageBatchCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PortInUseError } from './kernel/listener.js';
import { startLocalAws, type LocalAws } from './local-aws.js';
import { runtimeDirectory } from './processes/process-host.testing.js';

let directory: string;
let local: LocalAws;
const warnings: string[] = [];
const options = () => ({
  dataDirectory: join(directory, 'state'),
  region: 'eu-central-1',
  accountId: '000000000000',
  runtimeDirectory,
  waitScale: 60,
  warn: (message: string) => void warnings.push(message),
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-aws-'));
  local = await startLocalAws(options());
});
afterAll(async () => {
  await local.close();
  await rm(directory, { recursive: true, force: true });
});

it('speaks all services on one port', async () => {
  const response = await fetch(`${local.endpoint}/_local/health`);
  expect(await response.json()).toEqual({
    status: 'ok',
    services: ['sqs', 's3', 'sns', 'kinesis', 'monitoring', 'redshift-data', 'lambda', 'ecs'],
  });
});

it('logs every request: who asked what of whom, and what became of it', async () => {
  const settings = {
    endpoint: local.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'auditor', secretAccessKey: 's' },
    maxAttempts: 1,
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  // By default this client speaks HTTP/2.
  const kinesis = new KinesisClient(settings);
  const cloudWatch = new CloudWatchClient(settings);
  const redshiftData = new RedshiftDataClient(settings);
  const lambda = new LambdaClient(settings);

  await s3.send(new CreateBucketCommand({ Bucket: 'landing' }));
  await s3.send(new PutObjectCommand({ Bucket: 'landing', Key: 'in/k', Body: 'x' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'landing', Key: 'in/k' }));
  await Body?.transformToString();
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
  const entry = { Id: '1', MessageBody: '{"QueueUrl":"/elsewhere"}' };
  await sqs.send(new SendMessageBatchCommand({ Entries: [entry], QueueUrl }));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
  await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
  const records = { StreamName: 'absent', Records: [{ PartitionKey: 'k', Data: Buffer.from('r') }] };
  await expect(kinesis.send(new PutRecordsCommand(records))).rejects.toThrow();
  const MetricData = [{ MetricName: 'loads', Value: 1 }];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Sluice', MetricData }));
  const statement = { WorkgroupName: 'loader', Database: 'dev', Sql: 'SELECT 1' };
  await redshiftData.send(new ExecuteStatementCommand(statement));
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'absent' }))).rejects.toThrow();
  local.faults.add({ service: 'sqs', operation: 'PurgeQueue', kind: 'drop-after', times: 1 });
  await expect(sqs.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toThrow();
  await fetch(`${local.endpoint}/landing`);
  for (const client of [s3, sqs, sns, kinesis, cloudWatch, redshiftData, lambda]) client.destroy();

  expect(
    local.requests
      .list()
      .map(({ method, service, operation, resource, caller, status }) =>
        [method, service, operation, resource, caller, status].join(' '),
      ),
  ).toEqual([
    'PUT s3 CreateBucket landing auditor 200',
    'PUT s3 PutObject landing/in/k auditor 200',
    'GET s3 GetObject landing/in/k auditor 200',
    'POST sqs CreateQueue orders auditor 200',
    `POST sqs SendMessageBatch ${QueueUrl} auditor 200`,
    'POST sns CreateTopic news auditor 200',
    `POST sns Publish ${TopicArn} auditor 200`,
    'POST kinesis PutRecords absent auditor 400',
    'POST monitoring PutMetricData loads auditor 200',
    'POST redshift-data ExecuteStatement loader auditor 200',
    'POST lambda Invoke absent auditor 404',
    `POST sqs PurgeQueue ${QueueUrl} auditor 0`,
    'GET     403',
  ]);
});

it('logs what else of a request decides which rights it needs', async () => {
  const settings = {
    endpoint: local.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'detailed', secretAccessKey: 's' },
    maxAttempts: 1,
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const redshiftData = new RedshiftDataClient(settings);
  const Bucket = 'with-details';
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'in/' }));
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'v' }))).rejects.toThrow();
  const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;
  const move = { SourceArn: arn('dead'), DestinationArn: arn('alive') };
  await expect(sqs.send(new StartMessageMoveTaskCommand(move))).rejects.toThrow();
  const batch = { WorkgroupName: 'loader', Database: 'dev', StatementName: 'a load', Sqls: ['SELECT 1'] };
  await redshiftData.send(new BatchExecuteStatementCommand(batch));
  for (const client of [s3, sqs, redshiftData]) client.destroy();
  const logged = local.requests.list().filter(({ caller }) => caller === 'detailed');
  expect(logged.map(({ operation, resource, details }) => ({ operation, resource, details }))).toEqual([
    { operation: 'CreateBucket', resource: Bucket },
    { operation: 'ListObjectsV2', resource: Bucket, details: { prefix: 'in/' } },
    { operation: 'GetObject', resource: `${Bucket}/k`, details: { versionId: 'v' } },
    { operation: 'StartMessageMoveTask', resource: arn('dead'), details: { DestinationArn: arn('alive') } },
    { operation: 'BatchExecuteStatement', resource: 'a load', details: { WorkgroupName: 'loader' } },
  ]);
});

it('starts with the faults that it is told', async () => {
  const other = await startLocalAws({
    ...options(),
    dataDirectory: join(directory, 'other'),
    faults: [{ service: 's3', operation: 'ListBuckets', kind: 'error', code: 'InternalError', status: 500 }],
  });
  const s3 = new S3Client({
    endpoint: other.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
  await expect(s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'InternalError' });
  expect(other.faults.list()).toMatchObject([{ struck: 1 }]);
  s3.destroy();
  await other.close();
});

it('refuses a fault that is none before it starts anything', async () => {
  const faults = [{ service: 's3', kind: 'throttle', status: 500 } as const];
  const dataDirectory = join(directory, 'never-made');
  await expect(startLocalAws({ ...options(), dataDirectory, faults })).rejects.toThrow('means nothing');
  await expect(access(dataDirectory)).rejects.toMatchObject({ code: 'ENOENT' });
});

const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.internal === false && address.family === 'IPv4');

it.skipIf(outside === undefined)('is not there for other machines', async () => {
  const socket = connect(local.port, outside?.address ?? '');
  const error = await new Promise((resolve) => socket.once('error', resolve).once('connect', resolve));
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});

it('refuses a port in use before it touches the data', async () => {
  const dataDirectory = join(directory, 'untouched');
  const busy = { ...options(), dataDirectory, port: local.port };
  await expect(startLocalAws(busy)).rejects.toBeInstanceOf(PortInUseError);
  expect(await readdir(dataDirectory)).toEqual([]);
});

it('starts again on the same data, once closed', async () => {
  await local.close();
  local = await startLocalAws(options());
  expect(await local.s3.locate('landing', 'in/k')).toMatchObject({ sizeBytes: 1 });
});
