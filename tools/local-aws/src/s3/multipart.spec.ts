import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
const MIB = 1024 * 1024;
let local: TestS3;

beforeAll(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => local.stop());

it('takes what lib-storage uploads from a stream of unknown length', async () => {
  const bytes = randomBytes(12 * MIB + 7);
  const Body = Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    })(),
  );
  const Key = 'big file.gz';
  await new Upload({ client: local.s3, params: { Bucket, Key, Body, Metadata: { n: '1' } } }).done();
  const got = await local.s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  const parts = [0, 5, 10].map((at) =>
    createHash('md5')
      .update(bytes.subarray(at * MIB, (at + 5) * MIB))
      .digest(),
  );
  expect(got.ETag).toBe(`"${createHash('md5').update(Buffer.concat(parts)).digest('hex')}-3"`);
  expect(got.Metadata).toEqual({ n: '1' });
  expect(await local.filesOf(Bucket, 'uploads')).toEqual([]);
});

it('ends an upload that lib-storage gives up', async () => {
  const Body = Readable.from(
    (function* () {
      yield Buffer.alloc(6 * MIB);
      throw new Error('The disk broke.');
    })(),
  );
  const upload = new Upload({ client: local.s3, params: { Bucket, Key: 'broken', Body } });
  await expect(upload.done()).rejects.toThrow('The disk broke.');
  await expect.poll(() => local.filesOf(Bucket, 'uploads')).toEqual([]);
  expect(await local.filesOf(Bucket, 'incoming')).toEqual([]);
});

it('dates an object at the start of its upload', async () => {
  const upload = { Bucket, Key: 'dated' };
  const { UploadId } = await local.s3.send(new CreateMultipartUploadCommand(upload));
  const part = { ...upload, UploadId, PartNumber: 1, Body: 'x' };
  const { ETag } = await local.s3.send(new UploadPartCommand(part));
  local.advance(3_600_000);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await local.s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
  const { LastModified } = await local.s3.send(new HeadObjectCommand(upload));
  expect(Date.now() - (LastModified?.getTime() ?? 0)).toBeLessThan(60_000);
});

it('joins the parts of an upload once, however often it is completed at the same time', async () => {
  const upload = { Bucket, Key: 'twice' };
  const { UploadId } = await local.s3.send(new CreateMultipartUploadCommand(upload));
  const part = { ...upload, UploadId, PartNumber: 1, Body: 'x' };
  const { ETag } = await local.s3.send(new UploadPartCommand(part));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const outcomes = await Promise.all(
    [1, 2, 3].map(() =>
      local.s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload })).then(
        () => 'completed',
        (error: Error) => error.name,
      ),
    ),
  );
  expect(outcomes.sort()).toEqual(['NoSuchUpload', 'NoSuchUpload', 'completed']);
  expect(local.warnings).toEqual([]);
});
