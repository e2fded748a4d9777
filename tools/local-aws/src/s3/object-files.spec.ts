import { readFile } from 'node:fs/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
let local: TestS3;
beforeEach(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => local.stop());

it('locates and lists what clients put, and puts what clients read', async () => {
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'a/1', Body: 'one' }));
  await local.files.put(Bucket, 'a/2', Buffer.from('two'));
  const files = await local.files.list(Bucket, 'a/');
  expect(await Promise.all(files.map(({ path }) => readFile(path, 'utf8')))).toEqual(['one', 'two']);
  expect(await local.files.locate(Bucket, 'a/2')).toMatchObject({ key: 'a/2', sizeBytes: 3 });
  const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key: 'a/2' }));
  expect(await Body?.transformToString()).toBe('two');
});

it('locates nothing where nothing is, and versions that are hidden', async () => {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await local.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const { VersionId } = await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
  await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  expect(await local.files.locate(Bucket, 'k')).toBeUndefined();
  expect(await local.files.list(Bucket, '')).toEqual([]);
  expect(await local.files.locate(Bucket, 'k', VersionId)).toMatchObject({ sizeBytes: 3 });
  expect(await local.files.locate('absent', 'k')).toBeUndefined();
});
