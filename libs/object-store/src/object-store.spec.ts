import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectHeaders, refuse, startFakeS3, type Call, type FakeS3 } from './fake-s3.testing.js';
import {
  createObjectStore,
  ObjectMissingError,
  ObjectStoreUnavailableError,
  type ListedVersion,
  type ObjectStore,
} from './index.js';

let s3: FakeS3;
let directory: string;
const start = async (answer: (call: Call, response: ServerResponse, earlier: number) => void) => {
  s3 = await startFakeS3(answer);
  return createObjectStore(s3.client);
};
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'object-store-'));
});
afterEach(async () => {
  await s3.stop();
  await rm(directory, { recursive: true });
});

const location = { bucket: 'staging', key: 'loads/x' };
const stored = (_: Call, response: ServerResponse) => {
  response.writeHead(200, { etag: '"e9"' });
  response.end();
};
const xml = (response: ServerResponse, body: string) => {
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
};

describe('upload', () => {
  it('stores bytes and texts', async () => {
    const store = await start(stored);
    expect(await store.upload(location, { body: 'ü' }, { contentType: 'application/json' })).toEqual({
      etag: 'e9',
    });
    await store.upload(location, { body: Buffer.from([1, 2]) });
    await store.upload(location, { body: '' });
    expect(s3.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(3).fill('PUT /staging/loads/x'),
    );
    expect(s3.calls.map(({ body }) => body.toString('hex'))).toEqual(['c3bc', '0102', '']);
    expect(s3.calls[0]?.headers['content-type']).toBe('application/json');
  });

  it('stores a small file whole', async () => {
    const store = await start(stored);
    const path = join(directory, 'part.parquet');
    await writeFile(path, 'parquet');
    await store.upload(location, { path });
    await writeFile(path, '');
    await store.upload(location, { path });
    expect(s3.calls.map(({ method, body }) => [method, body.toString()])).toEqual([
      ['PUT', 'parquet'],
      ['PUT', ''],
    ]);
  });

  it('stores a large file in parts, completed last', async () => {
    const parts = new Map<number, Buffer>();
    const store = await start((call, response) => {
      const part = call.query.get('partNumber');
      if (call.query.has('uploads')) {
        xml(
          response,
          '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
        );
      } else if (part !== null) {
        parts.set(Number(part), call.body);
        stored(call, response);
      } else {
        xml(response, '<CompleteMultipartUploadResult><ETag>"e-3"</ETag></CompleteMultipartUploadResult>');
      }
    });
    const path = join(directory, 'large');
    const bytes = Buffer.alloc(20 * 1024 * 1024, 'sluice ');
    await writeFile(path, bytes);
    expect(await store.upload(location, { path })).toEqual({ etag: 'e-3' });
    const whole = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part));
    expect(whole.equals(bytes)).toBe(true);
    expect(s3.calls.at(-1)).toMatchObject({ method: 'POST' });
    expect([...(s3.calls.at(-1)?.query.keys() ?? [])]).toContain('uploadId');
  });

  it('tells a missing local file from a fault of S3', async () => {
    const store = await start((_, response) => refuse(response, 503, 'SlowDown'));
    await expect(store.upload(location, { path: join(directory, 'none') })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(store.upload(location, { body: 'x' })).rejects.toThrow(ObjectStoreUnavailableError);
    expect(s3.calls).toHaveLength(1);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const store = await start(() => controller.abort());
    const upload = store.upload(location, { body: 'x' }, { signal: controller.signal });
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' });
    const again = store.upload(location, { body: 'x' }, { signal: controller.signal });
    await expect(again).rejects.toMatchObject({ name: 'AbortError' });
    expect(s3.calls).toHaveLength(1);
  });
});

describe('putIfAbsent', () => {
  it('creates once', async () => {
    const store = await start((call, response, earlier) =>
      earlier === 0 ? stored(call, response) : refuse(response, 412, 'PreconditionFailed'),
    );
    expect(await store.putIfAbsent(location, 'x')).toBe('created');
    expect(await store.putIfAbsent(location, 'x')).toBe('exists');
    expect(s3.calls.map(({ headers }) => headers['if-none-match'])).toEqual(['*', '*']);
  });

  it('asks again while another write is under way', async () => {
    const store = await start((call, response, earlier) =>
      earlier < 2 ? refuse(response, 409, 'ConditionalRequestConflict') : stored(call, response),
    );
    expect(await store.putIfAbsent(location, 'x')).toBe('created');
  });

  it('gives up when the other never ends', async () => {
    const store = await start((_, response) => refuse(response, 409, 'ConditionalRequestConflict'));
    await expect(store.putIfAbsent(location, 'x')).rejects.toThrow(ObjectStoreUnavailableError);
  });
});

describe('read, head and remove', () => {
  it('reads what is there', async () => {
    const store = await start((call, response) => {
      response.writeHead(200, { ...objectHeaders, 'content-length': 5 });
      response.end(call.method === 'GET' ? 'hello' : undefined);
    });
    expect((await store.read(location))?.toString()).toBe('hello');
    expect(await store.head(location)).toMatchObject({ sizeBytes: 5, etag: 'e1' });
  });

  it('reads no more than the beginning', async () => {
    const ranges: unknown[] = [];
    const store = await start((call, response) => {
      ranges.push(call.headers['range']);
      response.writeHead(206, { ...objectHeaders, 'content-length': 2 });
      response.end('he');
    });
    expect((await store.readStart(location, 2)).toString()).toBe('he');
    expect(ranges).toEqual(['bytes=0-1']);
    const empty = await start((_, response) => refuse(response, 404, 'NoSuchKey'));
    await expect(empty.readStart(location, 2)).rejects.toThrow(ObjectMissingError);
  });

  it('knows what is not there', async () => {
    const store = await start((call, response) => {
      if (call.method === 'GET') return refuse(response, 404, 'NoSuchKey');
      response.writeHead(404);
      response.end();
    });
    expect(await store.read(location)).toBeUndefined();
    expect(await store.head(location)).toBeUndefined();
  });

  it('does not take a refusal for absence', async () => {
    const store = await start((call, response) => {
      if (call.method !== 'HEAD') return refuse(response, 403, 'AccessDenied');
      response.writeHead(403);
      response.end();
    });
    await expect(store.read(location)).rejects.toThrow(ObjectStoreUnavailableError);
    await expect(store.head(location)).rejects.toThrow(ObjectStoreUnavailableError);
    await expect(store.remove(location)).rejects.toThrow(ObjectStoreUnavailableError);
  });

  it('removes', async () => {
    const store = await start((_, response) => {
      response.writeHead(204);
      response.end();
    });
    await store.remove(location);
    expect(s3.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /staging/loads/x']);
  });
});

describe('removeUnchanged', () => {
  it('names the version that it means', async () => {
    const store = await start((_, response) => {
      response.writeHead(204);
      response.end();
    });
    expect(await store.removeUnchanged(location, 'e1')).toBe('removed');
    expect(s3.calls.map(({ method, headers }) => [method, headers['if-match']])).toEqual([
      ['DELETE', '"e1"'],
    ]);
  });

  it.each([
    [412, 'PreconditionFailed', 'changed'],
    [409, 'ConditionalRequestConflict', 'changed'],
    [404, 'NoSuchKey', 'removed'],
  ])('%d %s: %s', async (status, code, outcome) => {
    const store = await start((_, response) => refuse(response, status, code));
    expect(await store.removeUnchanged(location, 'e1')).toBe(outcome);
  });

  it('does not take a refusal for either', async () => {
    const store = await start((_, response) => refuse(response, 403, 'AccessDenied'));
    await expect(store.removeUnchanged(location, 'e1')).rejects.toThrow(ObjectStoreUnavailableError);
  });
});

describe('list', () => {
  const page = (key: string, next?: string) =>
    `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${next !== undefined}</IsTruncated>` +
    (next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`) +
    `<Contents><Key>${key}</Key><Size>3</Size><ETag>"e"</ETag><LastModified>2026-03-14T09:26:53.000Z</LastModified></Contents></ListBucketResult>`;

  it('goes through all pages and decodes keys', async () => {
    const store = await start((call, response) =>
      xml(response, call.query.has('continuation-token') ? page('a/2') : page('a/1+%2B%25%00', 'next')),
    );
    const keys: string[] = [];
    for await (const { key } of store.list('staging', 'a/')) keys.push(key);
    expect(keys).toEqual(['a/1 +%\u0000', 'a/2']);
    expect(s3.calls.map(({ query }) => [query.get('prefix'), query.get('encoding-type')])).toEqual([
      ['a/', 'url'],
      ['a/', 'url'],
    ]);
  });

  it('throws when a page cannot be had', async () => {
    const store = await start((_, response) => refuse(response, 404, 'NoSuchBucket'));
    const iterator = store.list('none', '')[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toThrow(ObjectStoreUnavailableError);
  });
});

describe('listVersions', () => {
  const version = (key: string, id: string, day: number, latest = false) =>
    `<Version><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>${latest}</IsLatest><Size>3</Size>` +
    `<ETag>"e${id}"</ETag><LastModified>2026-03-${day}T09:26:53.000Z</LastModified></Version>`;
  const marker = (key: string, id: string, day: number, latest = false) =>
    `<DeleteMarker><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>${latest}</IsLatest>` +
    `<LastModified>2026-03-${day}T09:26:53.000Z</LastModified></DeleteMarker>`;
  const page = (entries: string, next?: { key: string; id: string }) =>
    `<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>${next !== undefined}</IsTruncated>` +
    (next === undefined
      ? ''
      : `<NextKeyMarker>${next.key}</NextKeyMarker><NextVersionIdMarker>${next.id}</NextVersionIdMarker>`) +
    `${entries}</ListVersionsResult>`;
  const read = async (store: ObjectStore, prefix = '') => {
    const versions: ListedVersion[] = [];
    for await (const version of store.listVersions('landing', prefix)) versions.push(version);
    return versions;
  };

  it('tells versions and delete markers', async () => {
    const entries = marker('a', '2', 15, true) + version('a', '1', 14) + version('b', 'null', 13, true);
    const store = await start((_, response) => xml(response, page(entries)));
    const lastModified = (day: number) => new Date(Date.UTC(2026, 2, day, 9, 26, 53));
    expect(await read(store, 'x/')).toEqual([
      {
        key: 'a',
        versionId: '2',
        sizeBytes: 0,
        etag: '',
        lastModified: lastModified(15),
        isLatest: true,
        isDeleteMarker: true,
      },
      {
        key: 'a',
        versionId: '1',
        sizeBytes: 3,
        etag: 'e1',
        lastModified: lastModified(14),
        isLatest: false,
        isDeleteMarker: false,
      },
      {
        key: 'b',
        sizeBytes: 3,
        etag: 'enull',
        lastModified: lastModified(13),
        isLatest: true,
        isDeleteMarker: false,
      },
    ]);
    const [call] = s3.calls;
    expect(call?.path).toBe('/landing/');
    expect([call?.query.has('versions'), call?.query.get('prefix')]).toEqual([true, 'x/']);
  });

  it('goes through all pages and decodes keys and markers', async () => {
    const key = 'a/1+%2B%25%00';
    const store = await start((call, response) =>
      xml(
        response,
        call.query.has('key-marker')
          ? page(version(key, '1', 13) + version('a/2', '9', 13, true))
          : page(version(key, '2', 14, true), { key, id: '2' }),
      ),
    );
    const listed = await read(store, 'a/');
    expect(listed.map(({ key, versionId }) => [key, versionId])).toEqual([
      ['a/1 +%\u0000', '2'],
      ['a/1 +%\u0000', '1'],
      ['a/2', '9'],
    ]);
    expect(
      s3.calls.map(({ query }) => ['key-marker', 'version-id-marker'].map((name) => query.get(name))),
    ).toEqual([
      [null, null],
      ['a/1 +%\u0000', '2'],
    ]);
  });

  it('keeps the order in which S3 names versions and markers', async () => {
    // A character beyond the basic plane comes after U+FF5E in UTF-8, and before it in UTF-16.
    const [tilde, clef] = ['%EF%BD%9E', '%F0%9D%84%9E'];
    const entries = [
      version('a', '3', 15, true),
      marker('a', '2', 14),
      version('a', '1', 13),
      marker('b', '5', 14, true),
      version('b', '4', 14),
      version('c', '7', 14, true),
      marker('c', '6', 14),
      version(tilde, '8', 13, true),
      marker(clef, '9', 13, true),
    ];
    const store = await start((_, response) => xml(response, page(entries.join(''))));
    const listed = (await read(store)).map(({ key, versionId }) => `${key} ${versionId}`);
    expect(listed).toEqual(['a 3', 'a 2', 'a 1', 'b 5', 'b 4', 'c 7', 'c 6', '～ 8', '𝄞 9']);
  });

  it('throws when a page cannot be had', async () => {
    const store = await start((_, response) => refuse(response, 404, 'NoSuchBucket'));
    const iterator = store.listVersions('none', '')[Symbol.asyncIterator]();
    const error = await iterator.next().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ObjectStoreUnavailableError);
    expect(error).toMatchObject({ operation: 'ListObjectVersions', code: 'NoSuchBucket' });
  });
});

it('names the object in its errors', () => {
  const error = new ObjectMissingError({ bucket: 'b', key: 'k', versionId: 'v' });
  expect(error.message).toBe('s3://b/k?versionId=v does not exist');
});
