import {
  CreateBucketCommand,
  CopyObjectCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsCommand,
  PutBucketPolicyCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
const object = { Bucket, Key: 'k' };
let local: TestS3;
beforeAll(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => local.stop());

it.each([
  ['access control lists', () => local.s3.send(new GetObjectAclCommand(object))],
  ['tags', () => local.s3.send(new GetObjectTaggingCommand(object))],
  ['policies', () => local.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))],
  ['parts of objects', () => local.s3.send(new GetObjectCommand({ ...object, PartNumber: 1 }))],
  ['copies', () => local.s3.send(new CopyObjectCommand({ ...object, CopySource: `${Bucket}/other` }))],
  [
    'parts that are copies',
    () => {
      const part = { ...object, UploadId: 'u', PartNumber: 1, CopySource: `${Bucket}/other` };
      return local.s3.send(new UploadPartCopyCommand(part));
    },
  ],
  ['the first form of listing', () => local.s3.send(new ListObjectsCommand({ Bucket }))],
])('says of %s that it has none', async (_, call) => {
  await expect(call()).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
});
