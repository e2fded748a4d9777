import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchBucket,
  NoSuchKey,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startS3, type TestS3 } from './s3-client.testing.js';

const Bucket = 'landing';
let local: TestS3;

beforeEach(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => local.stop());

const put = (
  Key: string,
  Body: PutObjectCommandInput['Body'] = 'body',
  more: Partial<PutObjectCommandInput> = {},
) => local.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

const get = async (Key: string, more: Partial<GetObjectCommandInput> = {}) => {
  const got = await local.s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...got, text: await got.Body?.transformToString() };
};

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('must fail'),
    (error: unknown) => error as Error & { $metadata?: { httpStatusCode?: number } },
  );

const incoming = () => readdir(join(local.instance.dataDirectory, 's3', Bucket, 'incoming'));

/** A request by hand, with a header that the client would not send. */
const raw = (method: string, path: string, headers: Record<string, string>, body = '') =>
  fetch(local.listener.endpoint + path, {
    method,
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=a/20261123/r/s3/aws4_request, Signature=0',
      ...headers,
    },
    ...(body === '' ? {} : { body }),
  });

describe('buckets', () => {
  it('creates, heads, lists and deletes', async () => {
    expect((await local.s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([
      Bucket,
    ]);
    expect((await local.s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-central-1');
    expect((await failure(local.s3.send(new CreateBucketCommand({ Bucket })))).name).toBe(
      'BucketAlreadyOwnedByYou',
    );
    await put('k');
    expect((await failure(local.s3.send(new DeleteBucketCommand({ Bucket })))).name).toBe('BucketNotEmpty');
    await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await local.s3.send(new DeleteBucketCommand({ Bucket }));
    const error = await failure(local.s3.send(new HeadBucketCommand({ Bucket })));
    expect(error.$metadata?.httpStatusCode).toBe(404);
  });

  it('refuses names that are none', async () => {
    for (const path of ['/..%2Fescape', '/UPPER', '/a']) {
      const response = await raw('PUT', path, {});
      expect([response.status, await response.text()]).toEqual([
        400,
        expect.stringContaining('InvalidBucketName'),
      ]);
    }
  });
});

describe('objects', () => {
  it.each([
    'plain.tsv',
    'with space/ünï+code&<>.gz',
    '../../escape',
    'a//b/',
    "quote'()*!",
    '%41',
    '日本/👋',
  ])('keeps bytes, metadata and type under %j', async (Key) => {
    const Body = Buffer.from('tconst\tx\n');
    const { ETag } = await put(Key, Body, {
      ContentType: 'text/tab-separated-values',
      ContentEncoding: 'gzip',
      Metadata: { origin: 'test' },
    });
    expect(ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`);
    const got = await get(Key);
    expect(got).toMatchObject({
      text: 'tconst\tx\n',
      ETag,
      ContentLength: Body.length,
      ContentType: 'text/tab-separated-values',
      ContentEncoding: 'gzip',
      Metadata: { origin: 'test' },
    });
    expect(await local.s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ETag,
      ContentLength: 9,
    });
    const { Contents } = await local.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([{ Key, Size: 9, ETag }]);
  });

  it.each(Object.values(ChecksumAlgorithm).filter((name) => /^(CRC32C?|SHA1|SHA256)$/.test(name)))(
    'verifies a %s in the trailer of a stream, and gives it back',
    async (algorithm) => {
      const bytes = Buffer.alloc(300_000, 'sluice');
      await put('k', Readable.from([bytes.subarray(0, 100_001), bytes.subarray(100_001)]), {
        ContentLength: bytes.length,
        ChecksumAlgorithm: algorithm,
      });
      const got = await local.s3.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
      const field = `Checksum${algorithm}` as 'ChecksumCRC32';
      expect(got[field]).toMatch(/=$/);
      // The SDK compares it with what it reads.
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    },
  );

  it.each([
    [{ 'content-md5': Buffer.alloc(16).toString('base64') }, 'BadDigest'],
    [{ 'content-md5': 'short' }, 'InvalidDigest'],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    [{ 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }, 'BadDigest'],
    [{ 'x-amz-content-sha256': '0'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
    [{ 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }, 'InvalidRequest'],
  ])('refuses a body that does not fit %j and keeps nothing', async (headers, code) => {
    const response = await raw('PUT', `/${Bucket}/k`, headers as Record<string, string>, 'not that\n');
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
    expect(await failure(get('k'))).toBeInstanceOf(NoSuchKey);
    await expect.poll(incoming).toEqual([]);
  });

  it('takes the checksums that the algorithms’ authors publish', async () => {
    // "123456789", the check value of CRC catalogues.
    for (const [name, check] of [
      ['crc32', 'cbf43926'],
      ['crc32c', 'e3069283'],
      ['crc64nvme', 'ae8b14860a799888'],
    ] as const) {
      const header = { [`x-amz-checksum-${name}`]: Buffer.from(check, 'hex').toString('base64') };
      expect((await raw('PUT', `/${Bucket}/k`, header, '123456789')).status).toBe(200);
    }
  });

  it('leaves nothing of a half-sent upload', async () => {
    const { port } = local.listener;
    const half = request({
      port,
      host: '127.0.0.1',
      method: 'PUT',
      path: `/${Bucket}/half`,
      headers: {
        'content-length': '1000',
        authorization: 'AWS4-HMAC-SHA256 Credential=a/1/r/s3/aws4_request',
      },
    });
    half.on('error', () => undefined);
    half.write('x'.repeat(500));
    await expect.poll(incoming).toHaveLength(1);
    half.destroy();
    await expect.poll(incoming).toEqual([]);
    expect(await failure(get('half'))).toBeInstanceOf(NoSuchKey);
  });

  it('writes only if nothing is there, or if it is what was seen', async () => {
    const racers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => put('once', `writer ${n}`, { IfNoneMatch: '*' })),
    );
    expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { ETag } = await get('once');
    await put('once', 'second', { IfMatch: ETag });
    const stale = await failure(put('once', 'third', { IfMatch: ETag }));
    expect([stale.name, stale.$metadata?.httpStatusCode]).toEqual(['PreconditionFailed', 412]);
    expect((await failure(put('absent', 'x', { IfMatch: ETag }))).name).toBe('NoSuchKey');
    expect((await get('once')).text).toBe('second');
    expect(await incoming()).toEqual([]);
  });

  it('gives ranges, and what has changed only', async () => {
    const { ETag } = await put('k', '0123456789');
    expect(await get('k', { Range: 'bytes=2-4' })).toMatchObject({
      text: '234',
      ContentRange: 'bytes 2-4/10',
    });
    expect((await get('k', { Range: 'bytes=-3' })).text).toBe('789');
    expect((await get('k', { Range: 'bytes=8-99' })).text).toBe('89');
    expect((await failure(get('k', { Range: 'bytes=10-' }))).name).toBe('InvalidRange');
    expect((await failure(get('k', { IfMatch: '"other"' }))).$metadata?.httpStatusCode).toBe(412);
    expect((await failure(get('k', { IfNoneMatch: ETag }))).$metadata?.httpStatusCode).toBe(304);
  });

  it('keeps an object that is empty', async () => {
    await put('empty', '');
    expect(await get('empty')).toMatchObject({ text: '', ContentLength: 0 });
  });

  it('copies, also to itself with other metadata', async () => {
    await put('a b', 'x', { Metadata: { n: '1' } });
    await local.s3.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/a%20b` }));
    expect(await get('c')).toMatchObject({ text: 'x', Metadata: { n: '1' } });
    const onto = { Bucket, Key: 'c', CopySource: `${Bucket}/c` };
    expect((await failure(local.s3.send(new CopyObjectCommand(onto)))).name).toBe('InvalidRequest');
    await local.s3.send(
      new CopyObjectCommand({ ...onto, MetadataDirective: 'REPLACE', Metadata: { n: '2' } }),
    );
    expect(await get('c')).toMatchObject({ text: 'x', Metadata: { n: '2' } });
  });

  it('names what is missing', async () => {
    expect(await failure(get('absent'))).toBeInstanceOf(NoSuchKey);
    expect(await failure(local.s3.send(new ListObjectsV2Command({ Bucket: 'absent' })))).toBeInstanceOf(
      NoSuchBucket,
    );
    expect((await raw('PUT', '/absent/k', {}, 'x')).status).toBe(404);
    expect((await raw('GET', `/${Bucket}/%zz`, {})).status).toBe(400);
    expect((await raw('GET', `/${Bucket}/k?tagging`, {})).status).toBe(501);
    expect(await (await raw('PUT', `/${Bucket}/${'k'.repeat(1025)}`, {}, 'x')).text()).toContain(
      'KeyTooLongError',
    );
    for (const body of ['<Delete><Object>', '<Other/>', '<Delete></Delete>']) {
      expect(await (await raw('POST', `/${Bucket}?delete`, {}, body)).text()).toContain('MalformedXML');
    }
  });
});

describe('listing', () => {
  const keysOf = async (more: object) => {
    const pages = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await local.s3.send(new ListObjectsV2Command({ Bucket, ...more, ContinuationToken }));
      pages.push([
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ]);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return pages;
  };

  it('goes by prefix, delimiter and page, in the order of UTF-8', async () => {
    for (const key of ['a', 'b/1', 'b/2', 'b/c/3', 'd', '\uFFEE', '👋']) await put(key);
    expect(await keysOf({})).toEqual([['a', 'b/1', 'b/2', 'b/c/3', 'd', '\uFFEE', '👋']]);
    expect(await keysOf({ Prefix: 'b/' })).toEqual([['b/1', 'b/2', 'b/c/3']]);
    expect(await keysOf({ Delimiter: '/', MaxKeys: 2 })).toEqual([['a', 'b/'], ['d', '\uFFEE'], ['👋']]);
    expect(await keysOf({ Prefix: 'b/', Delimiter: '/', MaxKeys: 1 })).toEqual([['b/1'], ['b/2'], ['b/c/']]);
    expect(await keysOf({ StartAfter: 'b/2', MaxKeys: 2 })).toEqual([
      ['b/c/3', 'd'],
      ['\uFFEE', '👋'],
    ]);
  });

  it('deletes many at once', async () => {
    for (const key of ['a', 'b', 'c&<']) await put(key);
    const Delete = { Objects: [{ Key: 'a' }, { Key: 'c&<' }, { Key: 'absent' }] };
    const { Deleted } = await local.s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a', 'c&<', 'absent']);
    expect(await keysOf({})).toEqual([['b']]);
  });
});

describe('versions', () => {
  beforeEach(async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await local.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  });

  it('keeps every one, hides behind delete markers, and removes for good by id', async () => {
    const first = await put('k', 'one');
    await put('k', 'two');
    expect((await get('k', { VersionId: first.VersionId })).text).toBe('one');
    const marker = await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(marker.DeleteMarker).toBe(true);
    expect(await failure(get('k'))).toBeInstanceOf(NoSuchKey);
    const listed = await local.s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions).toHaveLength(2);
    expect(listed.DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: marker.VersionId, IsLatest: true }]);
    expect((await local.s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();
    await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: marker.VersionId }));
    expect((await get('k')).text).toBe('two');
    expect((await failure(get('k', { VersionId: 'other' }))).name).toBe('NoSuchVersion');
  });

  it('pages through versions', async () => {
    for (const body of ['1', '2', '3']) await put('k', body);
    const first = await local.s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2 }));
    const rest = await local.s3.send(
      new ListObjectVersionsCommand({
        Bucket,
        KeyMarker: first.NextKeyMarker,
        VersionIdMarker: first.NextVersionIdMarker,
      }),
    );
    expect([first.Versions?.length, rest.Versions?.length, rest.IsTruncated]).toEqual([2, 1, false]);
  });
});

describe('the port for other services', () => {
  it('locates, lists and puts', async () => {
    await put('a/1', 'one');
    await local.files.put(Bucket, 'a/2', Buffer.from('two'));
    const files = await local.files.list(Bucket, 'a/');
    expect(await Promise.all(files.map(({ path }) => readFile(path, 'utf8')))).toEqual(['one', 'two']);
    expect(await local.files.locate(Bucket, 'a/2')).toMatchObject({ key: 'a/2', sizeBytes: 3 });
    expect(await local.files.locate(Bucket, 'absent')).toBeUndefined();
    expect((await get('a/2')).text).toBe('two');
  });
});

it('finds its objects again after a restart, and sweeps what was never finished', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'local-aws-s3-'));
  const before = await startS3(directory);
  try {
    await before.s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    await before.s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'k', Body: 'old' }));
    await before.s3.send(
      new PutObjectCommand({ Bucket: 'kept', Key: 'k', Body: 'new', Metadata: { n: '1' } }),
    );
  } finally {
    await before.stop();
  }
  const after = await startS3(directory);
  try {
    const got = await after.s3.send(new GetObjectCommand({ Bucket: 'kept', Key: 'k' }));
    expect([await got.Body?.transformToString(), got.Metadata]).toEqual(['new', { n: '1' }]);
    expect(await readdir(join(directory, 's3', 'kept', 'data'))).toHaveLength(1);
  } finally {
    await after.stop();
    await rm(directory, { recursive: true, force: true });
  }
});
