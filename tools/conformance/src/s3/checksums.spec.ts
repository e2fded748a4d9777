import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  HeadObjectCommand,
  ListObjectsV2Command,
  type ChecksumAlgorithm,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { get, put } from './objects.js';
import { putAsIs, type Headers } from './as-is.js';
import { outcome, refusal } from './refusal.js';

const { s3 } = clients;

/** Of `123456789`, in hexadecimal: what the catalogue of CRCs and the hashes' own standards give. */
const checkValues = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
} as const;
const digits = '123456789';
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const crc32 = base64(checkValues.CRC32);

const refused: readonly (readonly [string, Headers])[] = [
  ['400 BadDigest', { 'content-md5': base64('00'.repeat(16)) }],
  ['400 InvalidDigest', { 'content-md5': 'short' }],
  // Neither base64 nor of the right length.
  ['400 InvalidRequest', { 'x-amz-checksum-crc32': 'y^/^Q5' }],
  ['400 InvalidRequest', { 'x-amz-checksum-crc32': base64('cbf439') }],
  // More than one, though both are right; none of what is announced; another than is announced.
  ['400 InvalidRequest', { 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-sha1': base64(checkValues.SHA1) }],
  ['400 InvalidRequest', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }],
  ['400 InvalidRequest', { 'x-amz-sdk-checksum-algorithm': 'SHA256', 'x-amz-checksum-crc32': crc32 }],
  ['400 XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': '00'.repeat(32) }],
  ['400 InvalidArgument', { 'x-amz-content-sha256': 'invalid' }],
];

conformance('s3', 'checksums', (conforms) => {
  for (const [name, hex] of Object.entries(checkValues)) {
    conforms(`verifies a ${name} and keeps it`, async () => {
      const Bucket = await createBucket();
      const field = `Checksum${name}` as 'ChecksumCRC32';
      const right = { [field]: base64(hex) } as Partial<PutObjectCommandInput>;
      const wrong = { [field]: base64(hex.replace(/^../, '00')) } as Partial<PutObjectCommandInput>;
      expect(await refusal(put(Bucket, 'k', digits, wrong))).toBe('400 BadDigest');
      expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
      const expected = { [field]: base64(hex), ChecksumType: 'FULL_OBJECT' };
      expect(await put(Bucket, 'k', digits, right)).toMatchObject(expected);
      expect(await get(Bucket, 'k', { ChecksumMode: 'ENABLED' })).toMatchObject(expected);
    });
  }

  conforms('takes the checksum behind a stream', async () => {
    const Bucket = await createBucket();
    const bytes = Buffer.alloc(300_000, 'sluice');
    for (const name of Object.keys(checkValues) as ChecksumAlgorithm[]) {
      const Body = Readable.from([bytes.subarray(0, 100_001), bytes.subarray(100_001)]);
      const sent = { ContentLength: bytes.length, ChecksumAlgorithm: name };
      await put(Bucket, 'k', Body, sent);
      const got = await get(Bucket, 'k', { ChecksumMode: 'ENABLED' });
      expect([name, got.text.length]).toEqual([name, bytes.length]);
      expect(got[`Checksum${name}` as 'ChecksumCRC32']).toMatch(/=$/);
    }
  });

  conforms('gives an object that came without checksum a CRC64NVME', async () => {
    const Bucket = await createBucket();
    expect(await putAsIs(Bucket, 'k', {}, digits)).toMatchObject({ status: 200 });
    expect(await get(Bucket, 'k', { ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumCRC64NVME: base64(checkValues.CRC64NVME),
      ChecksumType: 'FULL_OBJECT',
    });
  });

  conforms('keeps checksums to itself unless asked', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', digits);
    const unasked = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
    expect([unasked.ChecksumCRC32, unasked.ChecksumType]).toEqual([undefined, undefined]);
    const asked = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    expect(asked).toMatchObject({ ChecksumCRC32: crc32, ChecksumType: 'FULL_OBJECT' });
  });

  conforms('gives no checksum of the whole with a part of it', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', digits);
    const part = await get(Bucket, 'k', { Range: 'bytes=0-1', ChecksumMode: 'ENABLED' });
    expect([part.text, part.ChecksumCRC32]).toEqual(['12', undefined]);
  });

  conforms('lists which algorithm an object has', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', digits, { ChecksumAlgorithm: 'SHA256' });
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([{ ChecksumAlgorithm: ['SHA256'], ChecksumType: 'FULL_OBJECT' }]);
  });

  conforms('takes a body of the MD5 that comes with it', async () => {
    const Bucket = await createBucket();
    const md5 = createHash('md5').update(digits).digest('base64');
    expect(outcome(await putAsIs(Bucket, 'k', { 'content-md5': md5 }, digits))).toBe('200 ');
  });

  conforms('refuses digests that are wrong, or none', async () => {
    const Bucket = await createBucket();
    for (const [expected, headers] of refused) {
      const answer = await putAsIs(Bucket, 'k', headers, digits);
      expect([headers, outcome(answer)]).toEqual([headers, expected]);
    }
    expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
  });
});
