import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { sendAsIs } from './as-is.js';
import { get, put } from './objects.js';
import { outcome, refusal } from './refusal.js';
import { completeUpload, minPartBytes, startUpload, uploadPart, type Upload } from './uploads.js';

const { s3 } = clients;

const md5 = (bytes: Buffer | string): Buffer => createHash('md5').update(bytes).digest();
const abort = (upload: Upload) => s3.send(new AbortMultipartUploadCommand({ ...upload }));
const isThere = async (Bucket: string, Key = 'k') =>
  s3.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );

conformance('s3', 'multipart uploads', (conforms) => {
  conforms('joins parts to an object with the headers of its start', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket, 'a b.gz', { Metadata: { n: '1' }, ContentType: 'text/csv' });
    const large = Buffer.alloc(minPartBytes, 'sluice');
    // In no order: the numbers say it.
    const second = await uploadPart(upload, 7, 'end');
    const first = await uploadPart(upload, 2, large);
    expect(await isThere(Bucket, 'a b.gz')).toBe(false);
    const ETag = `"${md5(Buffer.concat([md5(large), md5('end')])).toString('hex')}-2"`;
    expect(await completeUpload(upload, [first, second])).toMatchObject({ Bucket, Key: 'a b.gz', ETag });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a b.gz' }));
    expect(head).toMatchObject({ ETag, ContentLength: minPartBytes + 3, Metadata: { n: '1' } });
    expect(head.ContentType).toBe('text/csv');
    const across = await get(Bucket, 'a b.gz', { Range: `bytes=${minPartBytes - 2}-` });
    expect(across.text).toBe(`${large.subarray(-2).toString()}end`);
  });

  conforms('makes an object of one small part', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket);
    await completeUpload(upload, [await uploadPart(upload, 1, 'small')]);
    expect(await get(Bucket, 'k')).toMatchObject({ text: 'small', ETag: expect.stringMatching(/-1"$/) });
  });

  conforms('takes the part that was sent last, and leaves out what is not named', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket);
    await uploadPart(upload, 1, 'first');
    const again = await uploadPart(upload, 1, 'again');
    await uploadPart(upload, 2, 'left out');
    await completeUpload(upload, [again]);
    expect((await get(Bucket, 'k')).text).toBe('again');
  });

  conforms('refuses parts that are too small', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket);
    const parts = [await uploadPart(upload, 1, 'small'), await uploadPart(upload, 2, 'last')];
    expect(await refusal(completeUpload(upload, parts))).toBe('400 EntityTooSmall');
    expect(await isThere(Bucket)).toBe(false);
  });

  conforms('refuses parts that are not in order', async () => {
    const upload = await startUpload(await createBucket());
    // Large enough to stand anywhere.
    const large = Buffer.alloc(minPartBytes);
    const parts = [await uploadPart(upload, 1, large), await uploadPart(upload, 2, large)];
    expect(await refusal(completeUpload(upload, parts.reverse()))).toBe('400 InvalidPartOrder');
  });

  conforms('refuses parts that are absent, or other than they say', async () => {
    const upload = await startUpload(await createBucket());
    const part = await uploadPart(upload, 1, 'one');
    expect(await refusal(completeUpload(upload, [{ ...part, PartNumber: 2 }]))).toBe('400 InvalidPart');
    const ETag = `"${md5('other').toString('hex')}"`;
    expect(await refusal(completeUpload(upload, [{ ...part, ETag }]))).toBe('400 InvalidPart');
    // Nothing was lost by it.
    await completeUpload(upload, [part]);
  });

  conforms('refuses to be completed with no parts, or with nonsense', async () => {
    const upload = await startUpload(await createBucket());
    await uploadPart(upload, 1, 'one');
    expect(await refusal(completeUpload(upload, []))).toBe('400 MalformedXML');
    for (const body of ['<CompleteMultipartUpload><Part>', '<Other/>', 'no XML']) {
      const answer = await sendAsIs(new CompleteMultipartUploadCommand({ ...upload }), {}, body);
      expect([body, outcome(answer)]).toEqual([body, '400 MalformedXML']);
    }
  });

  conforms('refuses numbers that no part can have', async () => {
    const upload = await startUpload(await createBucket());
    for (const number of [0, 10_001, -1]) {
      expect(await refusal(uploadPart(upload, number, 'x'))).toBe('400 InvalidArgument');
    }
    await uploadPart(upload, 10_000, 'x');
  });

  conforms('knows an upload by its id and its key', async () => {
    const upload = await startUpload(await createBucket());
    const part = await uploadPart(upload, 1, 'one');
    const others = [
      { ...upload, UploadId: '../../..' },
      { ...upload, Key: 'other' },
    ];
    for (const other of others) {
      expect(await refusal(uploadPart(other, 1, 'x'))).toBe('404 NoSuchUpload');
      expect(await refusal(completeUpload(other, [part]))).toBe('404 NoSuchUpload');
      expect(await refusal(abort(other))).toBe('404 NoSuchUpload');
      expect(await refusal(s3.send(new ListPartsCommand({ ...other })))).toBe('404 NoSuchUpload');
    }
  });

  conforms('forgets an upload that is aborted', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket);
    const part = await uploadPart(upload, 1, 'one');
    expect((await abort(upload)).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(uploadPart(upload, 2, 'late'))).toBe('404 NoSuchUpload');
    expect(await refusal(completeUpload(upload, [part]))).toBe('404 NoSuchUpload');
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
    expect(await isThere(Bucket)).toBe(false);
  });

  conforms('has no upload of what is completed', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket);
    await completeUpload(upload, [await uploadPart(upload, 1, 'one')]);
    expect(await refusal(uploadPart(upload, 2, 'late'))).toBe('404 NoSuchUpload');
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
  });

  conforms('leaves an object alone until its upload is completed', async () => {
    const Bucket = await createBucket({ versioned: true });
    const { VersionId } = await put(Bucket, 'k', 'before');
    const upload = await startUpload(Bucket);
    const part = await uploadPart(upload, 1, 'after');
    expect((await get(Bucket, 'k')).text).toBe('before');
    const completed = await completeUpload(upload, [part]);
    expect(await get(Bucket, 'k')).toMatchObject({ text: 'after', VersionId: completed.VersionId });
    expect((await get(Bucket, 'k', { VersionId })).text).toBe('before');
  });

  conforms('lists parts by number, a page at a time', async () => {
    const upload = await startUpload(await createBucket());
    for (const number of [3, 1, 2]) await uploadPart(upload, number, 'x'.repeat(number));
    const first = await s3.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    expect(first.Parts).toMatchObject([
      { PartNumber: 1, Size: 1, ETag: `"${md5('x').toString('hex')}"` },
      { PartNumber: 2, Size: 2 },
    ]);
    expect(first.IsTruncated).toBe(true);
    const PartNumberMarker = String(first.NextPartNumberMarker);
    const rest = await s3.send(new ListPartsCommand({ ...upload, PartNumberMarker }));
    expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3, Size: 3 }] });
  });

  conforms('lists uploads by key, a page at a time', async () => {
    const Bucket = await createBucket();
    const uploads = [];
    for (const key of ['b', 'a/2', 'a/1', 'a/1']) uploads.push(await startUpload(Bucket, key));
    const ids = new Set(uploads.slice(2).map(({ UploadId }) => UploadId));
    const list = async (asked: object) => s3.send(new ListMultipartUploadsCommand({ Bucket, ...asked }));
    const first = await list({ MaxUploads: 3 });
    expect(first.Uploads?.map(({ Key }) => Key)).toEqual(['a/1', 'a/1', 'a/2']);
    expect(new Set(first.Uploads?.slice(0, 2).map(({ UploadId }) => UploadId))).toEqual(ids);
    expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'a/2' });
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = first;
    expect((await list({ KeyMarker, UploadIdMarker })).Uploads).toMatchObject([{ Key: 'b' }]);
    expect((await list({ Prefix: 'a/2' })).Uploads).toMatchObject([{ Key: 'a/2' }]);
    const rolledUp = await list({ Delimiter: '/' });
    expect(rolledUp.Uploads).toMatchObject([{ Key: 'b' }]);
    expect(rolledUp.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);
  });

  conforms('refuses an upload that is said to be of another size', async () => {
    const upload = await startUpload(await createBucket());
    const part = await uploadPart(upload, 1, 'one');
    expect(await refusal(completeUpload(upload, [part], { MpuObjectSize: 4 }))).toBe('400 InvalidRequest');
    await completeUpload(upload, [part], { MpuObjectSize: 3 });
  });
});
