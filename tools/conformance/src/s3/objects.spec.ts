import { createHash } from 'node:crypto';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { get, put } from './objects.js';
import { putAsIs } from './as-is.js';
import { refusal } from './refusal.js';

const { s3 } = clients;

conformance('s3', 'objects', (conforms) => {
  conforms('keeps the bytes of an object, and their MD5 as its ETag', async () => {
    const Bucket = await createBucket();
    const bytes = Buffer.from('tconst\tx\n\0\u00ff', 'latin1');
    const { ETag } = await put(Bucket, 'k', bytes);
    expect(ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
    const got = await get(Bucket, 'k');
    expect(got).toMatchObject({ text: bytes.toString(), ETag, ContentLength: bytes.length });
    expect(got.VersionId).toBeUndefined();
  });

  conforms('keeps the headers of an object', async () => {
    const Bucket = await createBucket();
    const headers = {
      ContentType: 'text/tab-separated-values',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      ContentDisposition: 'attachment; filename="a b.tsv"',
      CacheControl: 'no-cache',
    };
    await put(Bucket, 'k', 'x', headers);
    expect(await get(Bucket, 'k')).toMatchObject(headers);
  });

  conforms('keeps metadata, with names in lower case', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', 'x', { Metadata: { Origin: 'IMDb daily', 'row-count': '42' } });
    expect((await get(Bucket, 'k')).Metadata).toEqual({ origin: 'IMDb daily', 'row-count': '42' });
  });

  conforms('refuses metadata of more than 2 KB', async () => {
    const Bucket = await createBucket();
    const long = put(Bucket, 'k', 'x', { Metadata: { n: 'v'.repeat(2_048) } });
    expect(await refusal(long)).toBe('400 MetadataTooLarge');
    await put(Bucket, 'k', 'x', { Metadata: { n: 'v'.repeat(2_047) } });
  });

  conforms('takes bytes of no type for binary', async () => {
    const Bucket = await createBucket();
    expect(await putAsIs(Bucket, 'k', {}, 'x')).toMatchObject({ status: 200 });
    expect((await get(Bucket, 'k')).ContentType).toBe('binary/octet-stream');
  });

  conforms('replaces an object with all that belongs to it', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', 'first', { Metadata: { n: '1' }, ContentEncoding: 'gzip' });
    await put(Bucket, 'k', 'second');
    const got = await get(Bucket, 'k');
    expect([got.text, got.Metadata, got.ContentEncoding]).toEqual(['second', {}, undefined]);
  });

  conforms('keeps an object that is empty', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', '');
    expect(await get(Bucket, 'k')).toMatchObject({ text: '', ContentLength: 0 });
  });

  conforms('says of an object what GET would, without its bytes', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', 'four', { Metadata: { n: '1' }, ContentType: 'text/plain' });
    const { text: _, $metadata: __, ChecksumCRC32: ___, ChecksumType: ____, ...got } = await get(Bucket, 'k');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).toMatchObject(got);
    expect(got).toMatchObject({ ContentLength: 4, AcceptRanges: 'bytes', Metadata: { n: '1' } });
  });

  conforms('dates an object to the second', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k');
    const { LastModified } = await get(Bucket, 'k');
    const at = LastModified?.getTime() ?? 0;
    expect(at % 1000).toBe(0);
    expect(Math.abs(Date.now() - at)).toBeLessThan(300_000);
  });

  conforms('names an object that is not there', async () => {
    const Bucket = await createBucket();
    expect(await refusal(get(Bucket, 'absent'))).toBe('404 NoSuchKey');
    const head = s3.send(new HeadObjectCommand({ Bucket, Key: 'absent' }));
    expect(await refusal(head)).toBe('404 NotFound');
  });
});
