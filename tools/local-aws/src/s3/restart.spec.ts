import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'kept';
let dataDirectory: string;
let local: TestS3;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'local-aws-s3-'));
  local = await startS3({ dataDirectory });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(async () => {
  await local.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

const restart = async (meanwhile: () => Promise<unknown> = async () => undefined) => {
  await local.stop();
  await meanwhile();
  local = await startS3({ dataDirectory });
};
const put = (Body: string) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body, Metadata: { n: Body } }));
const get = async (s3: S3Client, VersionId?: string) => {
  const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId }));
  return [await Body?.transformToString(), Metadata?.['n']];
};
const inBucket = (...path: readonly string[]) => join(dataDirectory, 's3', Bucket, ...path);

it('finds objects again, with what belongs to them', async () => {
  await put('old');
  await put('new');
  await restart();
  expect(await get(local.s3)).toEqual(['new', 'new']);
  expect(await local.filesOf(Bucket, 'data')).toHaveLength(1);
});

it('finds versions and delete markers again, in their order', async () => {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await local.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const { VersionId: first } = await put('one');
  const { VersionId: second } = await put('two');
  const marker = await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  await restart();
  const { Versions, DeleteMarkers } = await local.s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([second, first]);
  expect(DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
  expect(await get(local.s3, first)).toEqual(['one', 'one']);
  const { VersionId: third } = await put('three');
  expect(await get(local.s3)).toEqual(['three', 'three']);
  expect(third).toEqual(expect.any(String));
});

it('goes on to notify, with sequencers that rise', async () => {
  const LambdaFunctionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:f';
  const NotificationConfiguration = {
    LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ['s3:ObjectCreated:*' as const] }],
  };
  await local.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const sequencerOfPut = async () => {
    await put('x');
    type Payload = { Records: [{ s3: { object: { sequencer: string } } }] };
    return (local.invocations.at(-1)?.payload as Payload).Records[0].s3.object.sequencer;
  };
  const before = await sequencerOfPut();
  await restart();
  const after = await sequencerOfPut();
  expect([before, after]).toEqual([before, after].sort());
  expect(after).not.toBe(before);
});

it('goes on with uploads in parts', async () => {
  const upload = { Bucket, Key: 'k' };
  const { UploadId } = await local.s3.send(new CreateMultipartUploadCommand(upload));
  const part = new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'part' });
  const { ETag } = await local.s3.send(part);
  await restart();
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const complete = { ...upload, UploadId, MultipartUpload, IfNoneMatch: '*' };
  await local.s3.send(new CompleteMultipartUploadCommand(complete));
  expect((await get(local.s3))[0]).toBe('part');
  expect(await local.filesOf(Bucket, 'uploads')).toEqual([]);
});

it('sweeps up what was never finished', async () => {
  await put('kept');
  await restart(async () => {
    await writeFile(inBucket('incoming', 'half'), 'half');
    await writeFile(inBucket('data', 'without-metadata'), 'half');
    await mkdir(join(dataDirectory, 's3', 'half-made', 'data'), { recursive: true });
    await mkdir(join(dataDirectory, 's3', '.half-deleted'));
    await writeFile(join(dataDirectory, 's3', '.half-deleted', 'bucket.json'), '{}');
  });
  expect(await get(local.s3)).toEqual(['kept', 'kept']);
  const { Buckets } = await local.s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
  expect(await local.filesOf(Bucket, 'incoming')).toEqual([]);
  expect(await local.filesOf(Bucket, 'data')).toHaveLength(1);
});

it('has no deleted bucket', async () => {
  await local.s3.send(new DeleteBucketCommand({ Bucket }));
  await restart();
  expect((await local.s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
});
