import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { head, openRaw } from './raw-request.testing.js';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
let local: TestS3;

const start = async (options: Parameters<typeof startS3>[0] = {}) => {
  local = await startS3(options);
  await local.s3.send(new CreateBucketCommand({ Bucket }));
};
beforeEach(() => start());
afterEach(() => local.stop());

const open = () => openRaw(local.listener.port);
const incoming = () => local.filesOf(Bucket, 'incoming');
const exists = (Key: string) =>
  local.s3.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );

/** No object, no file, no warning, and the listener goes on. */
async function expectNothingLeft(Key: string): Promise<void> {
  await expect.poll(incoming).toEqual([]);
  expect(await exists(Key)).toBe(false);
  expect(await local.filesOf(Bucket, 'data')).toEqual([]);
  expect(local.warnings).toEqual([]);
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'next', Body: 'x' }));
}

const streaming = (length: number) => ({
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': length,
});

const halves: readonly (readonly [string, string])[] = [
  ['a declared length', head('PUT', `/${Bucket}/half`, { 'content-length': 100_000 }) + 'x'.repeat(60_000)],
  [
    'a framed body of a declared length',
    head('PUT', `/${Bucket}/half`, { ...streaming(50_000), 'content-length': 50_200 }) +
      `7530\r\n${'x'.repeat(30_000)}\r\n4e20\r\nxxx`,
  ],
  [
    'a framed body in pieces of HTTP’s own',
    head('PUT', `/${Bucket}/half`, { ...streaming(50_000), 'transfer-encoding': 'chunked' }) +
      `7538\r\n7530\r\n${'x'.repeat(30_000)}\r\n\r\n4e20\r\n`,
  ],
];

describe('an upload that breaks off', () => {
  it.each(halves)('leaves nothing when the connection is cut: %s', async (_, bytes) => {
    const raw = await open();
    raw.write(bytes);
    await expect.poll(incoming).toHaveLength(1);
    raw.socket.destroy();
    await expectNothingLeft('half');
  });

  it.each(halves)('leaves nothing when the client says that this was all: %s', async (_, bytes) => {
    const raw = await open();
    raw.socket.end(bytes);
    expect(await raw.ended()).toMatch(/^HTTP\/1\.1 400 /);
    await expectNothingLeft('half');
  });

  it.each(halves)('leaves nothing when the client sends no more: %s', async (_, bytes) => {
    await local.stop();
    await start({ stallTimeoutMs: 300 });
    const raw = await open();
    raw.write(bytes);
    await raw.ended();
    await expectNothingLeft('half');
  });

  it('leaves no part', async () => {
    const upload = { Bucket, Key: 'k' };
    const { UploadId = '' } = await local.s3.send(new CreateMultipartUploadCommand(upload));
    const raw = await open();
    const target = `/${Bucket}/k?partNumber=1&uploadId=${UploadId}`;
    raw.write(head('PUT', target, { 'content-length': 100_000 }) + 'x'.repeat(60_000));
    await expect.poll(incoming).toHaveLength(1);
    raw.socket.destroy();
    await expect.poll(incoming).toEqual([]);
    const { Parts = [] } = await local.s3.send(new ListPartsCommand({ ...upload, UploadId }));
    expect([Parts, local.warnings]).toEqual([[], []]);
  });
});

describe('a connection', () => {
  it('goes on after an upload that was refused before it ended', async () => {
    const raw = await open();
    const body = 'nonsense\r\n'.repeat(300_000);
    const headers = { ...streaming(1), 'content-length': body.length };
    raw.write(head('PUT', `/${Bucket}/refused`, headers) + body);
    raw.write(head('GET', `/${Bucket}?list-type=2`, { connection: 'close' }));
    const answers = await raw.ended();
    expect(answers).toMatch(
      /^HTTP\/1\.1 400 [^]*<Code>IncompleteBody<\/Code>[^]*HTTP\/1\.1 200 [^]*<KeyCount>0</,
    );
    await expectNothingLeft('refused');
  });

  it('goes on after an upload that was not looked at', async () => {
    const raw = await open();
    const body = 'x'.repeat(3_000_000);
    raw.write(head('PUT', '/absent/k', { 'content-length': body.length }) + body);
    raw.write(head('GET', `/${Bucket}?list-type=2`, { connection: 'close' }));
    expect(await raw.ended()).toMatch(/^HTTP\/1\.1 404 [^]*<Code>NoSuchBucket<[^]*HTTP\/1\.1 200 /);
  });
});

describe('while an upload is under way', () => {
  const startPut = async (headers: Readonly<Record<string, string>> = {}) => {
    const raw = await open();
    const all = { 'content-length': 8, connection: 'close', ...headers };
    raw.write(head('PUT', `/${Bucket}/k`, all) + 'half');
    await expect.poll(incoming).toHaveLength(1);
    return raw;
  };

  it('a conditional write sees that its object was deleted', async () => {
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'before' }));
    await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    const raw = await startPut({ 'if-none-match': '*' });
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'meanwhile' }));
    await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    raw.write('half');
    expect(await raw.ended()).toMatch(/^HTTP\/1\.1 409 [^]*<Code>ConditionalRequestConflict</);
    await expectNothingLeft('k');
  });

  it('an unconditional write goes on', async () => {
    const raw = await startPut();
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'meanwhile' }));
    raw.write('half');
    expect(await raw.ended()).toMatch(/^HTTP\/1\.1 200 /);
    const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    expect(await Body?.transformToString()).toBe('halfhalf');
  });

  it('its bucket can be deleted, also to be made again', async () => {
    const raw = await startPut();
    await local.s3.send(new DeleteBucketCommand({ Bucket }));
    await local.s3.send(new CreateBucketCommand({ Bucket }));
    raw.write('half');
    expect(await raw.ended()).toMatch(/^HTTP\/1\.1 404 [^]*<Code>NoSuchBucket</);
    await expectNothingLeft('k');
  });

  it('an object that is replaced all the time can be read all the time', async () => {
    let isOver = false;
    const write = async (n: number) => {
      for (let turn = 0; !isOver; turn += 1) {
        await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: `${n} ${turn}` }));
      }
    };
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'first' }));
    const writers = [1, 2].map(write);
    for (let reads = 0; reads < 100; reads += 1) {
      const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
      expect(await Body?.transformToString()).toMatch(/^(first|\d \d+)$/);
    }
    isOver = true;
    await Promise.all(writers);
    expect(await local.filesOf(Bucket, 'data')).toHaveLength(1);
    expect(local.warnings).toEqual([]);
  });
});
