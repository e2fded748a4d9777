import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectHeaders, refuse, startFakeS3, type Call, type FakeS3 } from './fake-s3.testing.js';
import {
  createObjectStore,
  ObjectChangedError,
  ObjectMissingError,
  ObjectStoreUnavailableError,
  ObjectTooLargeError,
} from './index.js';

let s3: FakeS3;
let directory: string;
let path: string;
const start = async (answer: (call: Call, response: ServerResponse) => void) => {
  s3 = await startFakeS3(answer);
  return createObjectStore(s3.client);
};
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'object-store-'));
  path = join(directory, 'source');
});
afterEach(async () => {
  await s3.stop();
  await rm(directory, { recursive: true });
});

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const location = { bucket: 'landing', key: 'title-basics/a b+c/ü.tsv' };
const serve =
  (extra: Record<string, string> = {}) =>
  (_: Call, response: ServerResponse) => {
    response.writeHead(200, { ...objectHeaders, 'content-length': bytes.length, ...extra });
    response.end(bytes);
  };

describe('download', () => {
  it('writes the bytes and tells what they are', async () => {
    const store = await start(serve({ 'x-amz-version-id': 'v1' }));
    const object = await store.download({ ...location, versionId: 'v1' }, path);
    expect(object).toEqual({
      sizeBytes: bytes.length,
      etag: 'e1',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      lastModified: new Date('2026-03-14T09:26:53Z'),
      contentType: 'text/tab-separated-values',
      versionId: 'v1',
    });
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(s3.calls[0]?.path).toBe(`/landing/${location.key}`);
    expect(s3.calls[0]?.query.get('versionId')).toBe('v1');
  });

  it('writes an empty object', async () => {
    const store = await start((_, response) => {
      response.writeHead(200, { ...objectHeaders, 'content-length': 0 });
      response.end();
    });
    expect(await store.download(location, path)).toMatchObject({ sizeBytes: 0 });
    expect((await readFile(path)).length).toBe(0);
  });

  it('refuses an object that was overwritten, before reading it', async () => {
    const store = await start(serve());
    const options = { expectedEtag: 'e0' };
    const error = await store.download(location, path, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ObjectChangedError);
    expect(error).toMatchObject({ expectedEtag: 'e0', actualEtag: 'e1' });
    expect(existsSync(path)).toBe(false);
    await expect(store.download(location, path, { expectedEtag: 'e1' })).resolves.toBeDefined();
  });

  it('refuses an object that is too large, before reading it', async () => {
    const store = await start(serve());
    const error = await store
      .download(location, path, { maxBytes: bytes.length - 1 })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ObjectTooLargeError);
    expect(error).toMatchObject({ sizeBytes: bytes.length, maxBytes: bytes.length - 1 });
    expect(existsSync(path)).toBe(false);
    await expect(store.download(location, path, { maxBytes: bytes.length })).resolves.toBeDefined();
  });

  it.each([
    [404, 'NoSuchKey'],
    [404, 'NoSuchVersion'],
    [405, 'MethodNotAllowed'],
  ])('takes %i %s for a missing object', async (status, code) => {
    const store = await start((_, response) => refuse(response, status, code));
    await expect(store.download(location, path)).rejects.toThrow(ObjectMissingError);
  });

  it.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [503, 'SlowDown'],
  ])('takes %i %s for a fault of the environment', async (status, code) => {
    const store = await start((_, response) => refuse(response, status, code));
    const error = await store.download(location, path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ObjectStoreUnavailableError);
    expect(error).toMatchObject({ operation: 'GetObject', code });
  });

  it('leaves no file behind when the body breaks off', async () => {
    const store = await start((_, response) => {
      response.writeHead(200, { ...objectHeaders, 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000), () => response.socket?.destroy());
    });
    await expect(store.download(location, path)).rejects.toThrow(ObjectStoreUnavailableError);
    expect(existsSync(path)).toBe(false);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const store = await start((_, response) => {
      response.writeHead(200, { ...objectHeaders, 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000), () => controller.abort());
    });
    const download = store.download(location, path, { signal: controller.signal });
    await expect(download).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(path)).toBe(false);
  });

  it('does not blame S3 for the disk', async () => {
    const store = await start(serve());
    const nowhere = join(directory, 'missing', 'source');
    await expect(store.download(location, nowhere)).rejects.toMatchObject({
      code: 'ENOENT',
      syscall: 'open',
    });
  });
});
