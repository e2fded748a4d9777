import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { HeadObjectCommand, ListPartsCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { sendAsIs } from './as-is.js';
import { get } from './objects.js';
import { outcome, refusal } from './refusal.js';
import { completeUpload, minPartBytes, startUpload, uploadPart } from './uploads.js';

const { s3 } = clients;

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const crc = (bytes: Buffer | string): string => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(crc32(bytes));
  return out.toString('base64');
};
/** Of `123456789`, by the catalogues of CRCs. */
const digitsCrc64 = Buffer.from('ae8b14860a799888', 'hex').toString('base64');

const head = (Bucket: string) =>
  s3.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));

conformance('s3', 'multipart checksums', (conforms) => {
  conforms('gives an object the checksum of its parts’ checksums', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket, 'k', { ChecksumAlgorithm: 'SHA256' });
    const large = Buffer.alloc(minPartBytes, 'sluice');
    const parts = [
      await uploadPart(upload, 1, large, { ChecksumAlgorithm: 'SHA256' }),
      await uploadPart(upload, 2, 'end', { ChecksumAlgorithm: 'SHA256' }),
    ];
    expect(parts[1]?.ChecksumSHA256).toBe(sha256('end').toString('base64'));
    const composite = `${sha256(Buffer.concat([sha256(large), sha256('end')])).toString('base64')}-2`;
    const expected = { ChecksumSHA256: composite, ChecksumType: 'COMPOSITE' };
    expect(await completeUpload(upload, parts)).toMatchObject(expected);
    expect(await head(Bucket)).toMatchObject(expected);
  });

  conforms('gives an object the checksum of the whole, where that was asked for', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket, 'k', {
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    });
    const large = Buffer.alloc(minPartBytes, 'sluice');
    const parts = [await uploadPart(upload, 1, large), await uploadPart(upload, 2, 'end')];
    const whole = crc(Buffer.concat([large, Buffer.from('end')]));
    const expected = { ChecksumCRC32: whole, ChecksumType: 'FULL_OBJECT' };
    expect(await completeUpload(upload, parts)).toMatchObject(expected);
    expect(await head(Bucket)).toMatchObject(expected);
  });

  conforms('gives an object of no algorithm the CRC64NVME of the whole', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket);
    const part = await uploadPart(upload, 1, '123456789');
    const { PartNumber, ETag } = part;
    const expected = { ChecksumCRC64NVME: digitsCrc64, ChecksumType: 'FULL_OBJECT' };
    expect(await completeUpload(upload, [{ PartNumber, ETag }])).toMatchObject(expected);
    expect(await head(Bucket)).toMatchObject(expected);
  });

  conforms('verifies the checksum of a part', async () => {
    const upload = await startUpload(await createBucket(), 'k', { ChecksumAlgorithm: 'CRC32' });
    const wrong = uploadPart(upload, 1, 'one', { ChecksumCRC32: crc('other') });
    expect(await refusal(wrong)).toBe('400 BadDigest');
    const { Parts = [] } = await s3.send(new ListPartsCommand({ ...upload }));
    expect(Parts).toEqual([]);
  });

  conforms('refuses a part with a checksum of another algorithm', async () => {
    const upload = await startUpload(await createBucket(), 'k', { ChecksumAlgorithm: 'SHA256' });
    expect(await refusal(uploadPart(upload, 1, 'one', { ChecksumCRC32: crc('one') }))).toBe(
      '400 InvalidRequest',
    );
    const command = new UploadPartCommand({ ...upload, PartNumber: 1 });
    expect(outcome(await sendAsIs(command, {}, 'one'))).toBe('400 InvalidRequest');
  });

  conforms('lists the checksums of parts', async () => {
    const upload = await startUpload(await createBucket(), 'k', { ChecksumAlgorithm: 'SHA256' });
    await uploadPart(upload, 1, 'one', { ChecksumAlgorithm: 'SHA256' });
    expect(await s3.send(new ListPartsCommand({ ...upload }))).toMatchObject({
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
      Parts: [{ ChecksumSHA256: sha256('one').toString('base64') }],
    });
  });

  conforms('is completed with the checksum of each part, if the upload has an algorithm', async () => {
    const upload = await startUpload(await createBucket(), 'k', { ChecksumAlgorithm: 'SHA256' });
    const part = await uploadPart(upload, 1, 'one', { ChecksumAlgorithm: 'SHA256' });
    const { ChecksumSHA256: _, ...without } = part;
    expect(await refusal(completeUpload(upload, [without]))).toBe('400 InvalidRequest');
    const other = { ...part, ChecksumSHA256: sha256('other').toString('base64') };
    expect(await refusal(completeUpload(upload, [other]))).toBe('400 InvalidPart');
    await completeUpload(upload, [part]);
  });

  conforms('verifies the checksum of the whole', async () => {
    const Bucket = await createBucket();
    const upload = await startUpload(Bucket, 'k', {
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    });
    const part = await uploadPart(upload, 1, 'one');
    const complete = (ChecksumCRC32: string) =>
      completeUpload(upload, [part], { ChecksumCRC32, ChecksumType: 'FULL_OBJECT' });
    expect(await refusal(complete(crc('other')))).toBe('400 BadDigest');
    expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
    await complete(crc('one'));
  });

  conforms('refuses a type of checksum that an algorithm does not have', async () => {
    const Bucket = await createBucket();
    const whole = { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' } as const;
    expect(await refusal(startUpload(Bucket, 'k', whole))).toBe('400 InvalidRequest');
    const composite = { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' } as const;
    expect(await refusal(startUpload(Bucket, 'k', composite))).toBe('400 InvalidRequest');
    const unknown = { ChecksumAlgorithm: 'ADLER32' as 'CRC32' };
    expect(await refusal(startUpload(Bucket, 'k', unknown))).toBe('400 InvalidRequest');
  });
});
