import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ObjectStoreUnavailableError } from './errors.js';
import { refuse, startFakeS3, type Call, type FakeS3 } from './fake-s3.testing.js';
import { createUploadStaging, type UploadStaging } from './staged-upload.js';

let s3: FakeS3;
let directory: string;
let path: string;
const location = { bucket: 'clean', key: 'out/part-00000.parquet' };
const bytes = Buffer.alloc(20 * 1024 * 1024, 'sluice ');

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'object-store-'));
  path = join(directory, 'file');
  await writeFile(path, bytes);
});
afterEach(async () => {
  await s3.stop();
  await rm(directory, { recursive: true });
});

const xml = (response: ServerResponse, body: string) => {
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
};
const md5 = (content: Buffer) => createHash('md5').update(content).digest();

/** What a call of a multipart upload is. */
const kindOf = ({ method, query }: Call): string =>
  query.has('uploads')
    ? 'begin'
    : query.has('partNumber')
      ? `part ${query.get('partNumber')}`
      : method === 'POST'
        ? 'complete'
        : method === 'DELETE'
          ? 'abort'
          : method;

/** An S3 that does what is asked, unless `refusal` answers first. */
async function start(
  refusal: (kind: string, response: ServerResponse) => boolean = () => false,
): Promise<UploadStaging> {
  s3 = await startFakeS3((call, response) => {
    const kind = kindOf(call);
    if (refusal(kind, response)) return;
    if (kind === 'begin')
      return xml(
        response,
        '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
      );
    if (kind === 'complete')
      return xml(
        response,
        '<CompleteMultipartUploadResult><ETag>"e-3"</ETag></CompleteMultipartUploadResult>',
      );
    response.writeHead(kind === 'abort' ? 204 : 200, { etag: `"${md5(call.body).toString('hex')}"` });
    response.end();
  });
  return createUploadStaging(s3.client);
}
const kinds = () => s3.calls.map(kindOf);

describe('a staged upload', () => {
  it('is all there before it is completed, and shown only then', async () => {
    const staging = await start();
    const sizes: number[] = [];
    const upload = await staging.stage(location, path, { onBytes: (size) => sizes.push(size) });
    expect(kinds().toSorted()).toEqual(['begin', 'part 1', 'part 2', 'part 3']);
    const parts = s3.calls.filter((call) => kindOf(call).startsWith('part'));
    parts.sort((one, other) => kindOf(one).localeCompare(kindOf(other)));
    expect(Buffer.concat(parts.map(({ body }) => body)).equals(bytes)).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(bytes.length);
    expect(await upload.complete()).toEqual({ etag: 'e-3' });
    expect(kinds().at(-1)).toBe('complete');
    const listed = s3.calls.at(-1)?.body.toString() ?? '';
    expect([...listed.matchAll(/<PartNumber>(\d)</g)].map(([, number]) => number)).toEqual(['1', '2', '3']);
  });

  it('of an empty file has one empty part', async () => {
    const staging = await start();
    await writeFile(path, '');
    await (await staging.stage(location, path)).complete();
    expect(kinds()).toEqual(['begin', 'part 1', 'complete']);
  });

  it('is given up when it is aborted, also when it is gone', async () => {
    const staging = await start();
    await (await staging.stage(location, path)).abort();
    expect(kinds().at(-1)).toBe('abort');
    await s3.stop();
    const gone = await start((kind, response) => {
      if (kind !== 'abort') return false;
      refuse(response, 404, 'NoSuchUpload');
      return true;
    });
    await (await gone.stage(location, path)).abort();
    expect(kinds().at(-1)).toBe('abort');
  });

  it('leaves nothing when a part fails', async () => {
    const staging = await start((kind, response) => {
      if (kind !== 'part 2') return false;
      refuse(response, 503, 'SlowDown');
      return true;
    });
    await expect(staging.stage(location, path)).rejects.toThrow(ObjectStoreUnavailableError);
    expect(kinds().at(-1)).toBe('abort');
  });

  it('leaves nothing when it is stopped', async () => {
    const controller = new AbortController();
    const staging = await start((kind) => {
      if (kind === 'part 1') controller.abort();
      return false;
    });
    const staged = staging.stage(location, path, { signal: controller.signal });
    await expect(staged).rejects.toMatchObject({ name: 'AbortError' });
    // A part that was on its way may still arrive, and is not taken.
    expect(kinds()).toContain('abort');
  });

  it('knows that it was completed when only the answer was lost', async () => {
    const etag = `${createHash('md5')
      .update(md5(bytes.subarray(0, 8 << 20)))
      .update(md5(bytes.subarray(8 << 20, 16 << 20)))
      .update(md5(bytes.subarray(16 << 20)))
      .digest('hex')}-3`;
    let shown = etag;
    const staging = await start((kind, response) => {
      if (kind === 'complete') refuse(response, 404, 'NoSuchUpload');
      else if (kind === 'HEAD') {
        response.writeHead(200, { etag: `"${shown}"` });
        response.end();
      } else return false;
      return true;
    });
    const upload = await staging.stage(location, path);
    expect(await upload.complete()).toEqual({ etag });
    shown = 'another-3';
    await expect(upload.complete()).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });
});

describe('checkWritable', () => {
  it('leaves nothing behind', async () => {
    const staging = await start();
    await staging.checkWritable(location);
    expect(kinds()).toEqual(['begin', 'abort']);
  });

  it('says what S3 says', async () => {
    const staging = await start((_, response) => {
      refuse(response, 404, 'NoSuchBucket');
      return true;
    });
    await expect(staging.checkWritable(location)).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });
});
