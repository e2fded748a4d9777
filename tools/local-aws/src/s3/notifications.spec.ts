import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type NotificationConfiguration,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Upload } from '@aws-sdk/lib-storage';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:s3-trigger';
let local: TestS3;
let sqs: SQSClient;

beforeEach(async () => {
  local = await startS3();
  sqs = new SQSClient(local.client);
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(async () => {
  sqs.destroy();
  await local.stop();
});

const notify = (configuration: NotificationConfiguration) =>
  local.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration }),
  );
const put = (Key: string, Body = 'x') => local.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const events = () =>
  local.invocations.map(
    ({ payload }) => (payload as { Records: { eventName: string }[] }).Records[0]?.eventName,
  );

it('invokes a function once for each object that passes the filter', async () => {
  const given: NotificationConfiguration = {
    LambdaFunctionConfigurations: [
      {
        Id: 'files',
        LambdaFunctionArn: functionArn,
        Events: ['s3:ObjectCreated:*'],
        Filter: {
          Key: {
            FilterRules: [
              { Name: 'prefix', Value: 'in/' },
              { Name: 'suffix', Value: '.gz' },
            ],
          },
        },
      },
    ],
  };
  await notify(given);
  const kept = await local.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(kept.LambdaFunctionConfigurations).toMatchObject([{ Id: 'files', Events: ['s3:ObjectCreated:*'] }]);
  const { ETag } = await put('in/a b+ü/(1).gz', 'hello');
  await put('in/a.txt');
  await put('out/a.gz');
  expect(local.invocations).toEqual([
    {
      arn: functionArn,
      payload: {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            awsRegion: 'eu-central-1',
            eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            eventName: 'ObjectCreated:Put',
            userIdentity: { principalId: 'AWS:tester' },
            requestParameters: { sourceIPAddress: '127.0.0.1' },
            responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
            s3: {
              s3SchemaVersion: '1.0',
              configurationId: 'files',
              bucket: {
                name: Bucket,
                ownerIdentity: { principalId: '000000000000' },
                arn: 'arn:aws:s3:::landing',
              },
              object: {
                key: 'in/a+b%2B%C3%BC/%281%29.gz',
                size: 5,
                eTag: ETag?.replaceAll('"', ''),
                sequencer: expect.stringMatching(/^[0-9A-F]{16,}$/),
              },
            },
          },
        ],
      },
    },
  ]);
});

it('says what happened, with version ids and rising sequencers', async () => {
  await local.s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const Events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] as const;
  await notify({ LambdaFunctionConfigurations: [{ LambdaFunctionArn: functionArn, Events: [...Events] }] });
  const { VersionId } = await put('k');
  await local.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/k` }));
  const Body = Buffer.alloc(6 * 1024 * 1024);
  await new Upload({ client: local.s3, params: { Bucket, Key: 'big', Body } }).done();
  await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
  expect(events()).toEqual([
    'ObjectCreated:Put',
    'ObjectCreated:Copy',
    'ObjectCreated:CompleteMultipartUpload',
    'ObjectRemoved:DeleteMarkerCreated',
    'ObjectRemoved:Delete',
  ]);
  type Payload = { Records: [{ s3: { object: { sequencer: string; versionId: string } } }] };
  const objects = local.invocations.map(({ payload }) => (payload as Payload).Records[0].s3.object);
  expect(objects[0]?.versionId).toBe(VersionId);
  const sequencers = objects.map(({ sequencer }) => sequencer);
  expect(sequencers).toEqual([...sequencers].sort());
  expect(new Set(sequencers).size).toBe(5);
});

it('tests a queue when it is configured, and then sends to it', async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'uploads' }));
  const QueueArn = 'arn:aws:sqs:eu-central-1:000000000000:uploads';
  await notify({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:Put'] }] });
  const receive = async () => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    return JSON.parse(Messages?.[0]?.Body ?? 'null') as unknown;
  };
  expect(await receive()).toMatchObject({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket });
  await put('k');
  expect(await receive()).toMatchObject({ Records: [{ eventName: 'ObjectCreated:Put' }] });
});

it.each([
  {
    QueueConfigurations: [
      { QueueArn: 'arn:aws:sqs:eu-central-1:000000000000:absent', Events: ['s3:ObjectCreated:*'] },
    ],
  },
  {
    TopicConfigurations: [
      { TopicArn: 'arn:aws:sns:eu-central-1:000000000000:t', Events: ['s3:ObjectCreated:*'] },
    ],
  },
  { LambdaFunctionConfigurations: [{ LambdaFunctionArn: functionArn, Events: ['s3:ObjectRestore:*'] }] },
] as NotificationConfiguration[])('refuses %j and keeps what was', async (configuration) => {
  await expect(notify(configuration)).rejects.toMatchObject({ name: 'InvalidArgument' });
  const kept = await local.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(kept.LambdaFunctionConfigurations ?? kept.QueueConfigurations).toBeUndefined();
});
