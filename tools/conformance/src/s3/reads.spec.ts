import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { get, put } from './objects.js';
import { refusal } from './refusal.js';

const digits = '0123456789';

async function digitsIn(): Promise<{ readonly Bucket: string; readonly ETag: string }> {
  const Bucket = await createBucket();
  const { ETag } = await put(Bucket, 'k', digits);
  return { Bucket, ETag: ETag as string };
}

const ranges = [
  ['bytes=2-4', '234', 'bytes 2-4/10'],
  ['bytes=0-0', '0', 'bytes 0-0/10'],
  ['bytes=8-99', '89', 'bytes 8-9/10'],
  ['bytes=7-', '789', 'bytes 7-9/10'],
  ['bytes=-3', '789', 'bytes 7-9/10'],
  ['bytes=-99', digits, 'bytes 0-9/10'],
] as const;

const hour = 3_600_000;

conformance('s3', 'reads', (conforms) => {
  conforms('gives the bytes that a range names', async () => {
    const { Bucket } = await digitsIn();
    for (const [Range, text, ContentRange] of ranges) {
      const expected = { ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } };
      expect(await get(Bucket, 'k', { Range })).toMatchObject({ ...expected, text });
      const head = await clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'k', Range }));
      expect(head).toMatchObject(expected);
    }
  });

  conforms('gives the whole object for a range that makes no sense', async () => {
    const { Bucket } = await digitsIn();
    for (const Range of ['bytes=4-2', 'bytes=0-1,4-5', 'bytes=-', 'lines=1-2']) {
      const { text, ContentRange, $metadata } = await get(Bucket, 'k', { Range });
      const whole = [Range, digits, undefined, 200];
      expect([Range, text, ContentRange, $metadata.httpStatusCode]).toEqual(whole);
    }
  });

  conforms('refuses a range of bytes that an object does not have', async () => {
    const { Bucket } = await digitsIn();
    for (const Range of ['bytes=10-', 'bytes=100-200', 'bytes=-0']) {
      expect([Range, await refusal(get(Bucket, 'k', { Range }))]).toEqual([Range, '416 InvalidRange']);
    }
    await put(Bucket, 'empty', '');
    expect(await refusal(get(Bucket, 'empty', { Range: 'bytes=0-' }))).toBe('416 InvalidRange');
  });

  conforms('gives an object only if it is the one that is meant', async () => {
    const { Bucket, ETag } = await digitsIn();
    expect((await get(Bucket, 'k', { IfMatch: ETag })).text).toBe(digits);
    expect(await refusal(get(Bucket, 'k', { IfMatch: '"other"' }))).toBe('412 PreconditionFailed');
  });

  conforms('gives an object only if it is another than the one that is known', async () => {
    const { Bucket, ETag } = await digitsIn();
    expect((await get(Bucket, 'k', { IfNoneMatch: '"other"' })).text).toBe(digits);
    expect(await refusal(get(Bucket, 'k', { IfNoneMatch: ETag }))).toMatch(/^304 /);
  });

  conforms('gives an object only if it has changed since', async () => {
    const { Bucket } = await digitsIn();
    const { LastModified = new Date(0) } = await get(Bucket, 'k');
    const before = new Date(LastModified.getTime() - hour);
    expect((await get(Bucket, 'k', { IfModifiedSince: before })).text).toBe(digits);
    expect(await refusal(get(Bucket, 'k', { IfModifiedSince: LastModified }))).toMatch(/^304 /);
  });

  conforms('gives an object only if it has not changed since', async () => {
    const { Bucket } = await digitsIn();
    const { LastModified = new Date(0) } = await get(Bucket, 'k');
    const before = new Date(LastModified.getTime() - hour);
    expect((await get(Bucket, 'k', { IfUnmodifiedSince: LastModified })).text).toBe(digits);
    expect(await refusal(get(Bucket, 'k', { IfUnmodifiedSince: before }))).toBe('412 PreconditionFailed');
  });

  conforms('goes by the ETag where a condition of time says otherwise', async () => {
    const { Bucket, ETag } = await digitsIn();
    const { LastModified = new Date(0) } = await get(Bucket, 'k');
    const before = new Date(LastModified.getTime() - hour);
    const same = { IfMatch: ETag, IfUnmodifiedSince: before };
    expect((await get(Bucket, 'k', same)).text).toBe(digits);
    expect(await refusal(get(Bucket, 'k', { IfNoneMatch: ETag, IfModifiedSince: before }))).toMatch(/^304 /);
  });

  conforms('answers with the headers that a request asks for', async () => {
    const { Bucket } = await digitsIn();
    const asked = { ResponseContentType: 'text/csv', ResponseContentDisposition: 'attachment' };
    expect(await get(Bucket, 'k', asked)).toMatchObject({
      ContentType: 'text/csv',
      ContentDisposition: 'attachment',
    });
  });
});
