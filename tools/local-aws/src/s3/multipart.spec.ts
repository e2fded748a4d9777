import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
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

const start = async (Key: string) =>
  (await local.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId as string;

const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer | string) => {
  const { ETag } = await local.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
};

const complete = (
  Key: string,
  UploadId: string,
  Parts: { PartNumber: number; ETag?: string | undefined }[],
) => local.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'success',
    (error: Error) => error.name,
  );

const uploads = () => readdir(join(local.instance.dataDirectory, 's3', Bucket, 'uploads'));

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
  expect(await uploads()).toEqual([]);
});

it('dates the object at the start of the upload', async () => {
  const id = await start('dated');
  const parts = [await part('dated', id, 1, 'x')];
  const { Uploads } = await local.s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads).toMatchObject([{ Key: 'dated', UploadId: id }]);
  local.advance(3_600_000);
  await complete('dated', id, parts);
  const { LastModified } = await local.s3.send(new HeadObjectCommand({ Bucket, Key: 'dated' }));
  expect(Date.now() - (LastModified?.getTime() ?? 0)).toBeLessThan(60_000);
});

it('takes the parts that are named, in order, in the version sent last', async () => {
  const id = await start('k');
  await part('k', id, 1, randomBytes(5 * MIB));
  const first = await part('k', id, 1, Buffer.alloc(5 * MIB, 'a'));
  const third = await part('k', id, 3, 'c');
  await part('k', id, 2, 'left out');
  const { Parts } = await local.s3.send(new ListPartsCommand({ Bucket, Key: 'k', UploadId: id }));
  expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 5 * MIB],
    [2, 8],
    [3, 1],
  ]);
  await complete('k', id, [first, third]);
  const { ContentLength } = await local.s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
  expect(ContentLength).toBe(5 * MIB + 1);
});

it('refuses parts that are small, absent, out of order or other than they say', async () => {
  const id = await start('k2');
  const one = await part('k2', id, 1, 'small');
  const two = await part('k2', id, 2, 'last');
  expect(await code(complete('k2', id, [one, two]))).toBe('EntityTooSmall');
  expect(await code(complete('k2', id, [two, one]))).toBe('InvalidPartOrder');
  expect(await code(complete('k2', id, [{ PartNumber: 7, ETag: one.ETag }]))).toBe('InvalidPart');
  expect(await code(complete('k2', id, [{ PartNumber: 1, ETag: two.ETag }]))).toBe('InvalidPart');
  expect(await code(complete('other', id, [one]))).toBe('NoSuchUpload');
  expect(await code(part('k2', '../../..', 1, 'x'))).toBe('NoSuchUpload');
  await local.s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'k2', UploadId: id }));
  expect(await code(part('k2', id, 3, 'late'))).toBe('NoSuchUpload');
  expect(await uploads()).toEqual([]);
});
