import { crc32 } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { send } from '../wire/send.js';
import { signedFramesLength, unsignedFrames, withSignedFrames } from './aws-chunked.js';
import { get } from './objects.js';
import { putAsIs, requestAsIs, type Headers } from './as-is.js';
import { outcome, refusal } from './refusal.js';

/** A chunk that is not the last has 8 KiB at least. */
const chunks = [Buffer.alloc(8_192, 'a'), Buffer.alloc(10_000, 'b'), Buffer.from('last')];
const bytes = Buffer.concat(chunks);
const unsigned = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const signed = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const signedTrailer = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';

const streaming = (payload: string, decodedLength = bytes.length): Headers => ({
  'x-amz-content-sha256': payload,
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': String(decodedLength),
});

const crc = Buffer.alloc(4);
crc.writeUInt32BE(crc32(bytes));
const trailers = { 'x-amz-checksum-crc32': crc.toString('base64') };
const announced = { 'x-amz-trailer': 'x-amz-checksum-crc32' };

const trailing: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['400 BadDigest', 'x-amz-checksum-crc32', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
  ['400 InvalidRequest', 'x-amz-checksum-crc32', { 'x-amz-checksum-crc32': 'not=base-64' }],
  ['400 MalformedTrailerError', 'x-amz-checksum-crc32', {}],
  ['400 MalformedTrailerError', 'x-amz-checksum-crc32c', trailers],
  ['400 InvalidRequest', 'x-amz-meta-n', { 'x-amz-meta-n': '1' }],
];

const framed = unsignedFrames(chunks);
const broken: readonly (string | Buffer)[] = [
  bytes,
  // Without its last chunk, and in the middle of another.
  framed.subarray(0, -'0\r\n\r\n'.length),
  framed.subarray(0, 9_000),
  // Longer than it says.
  `2000\r\n${'a'.repeat(8_200)}\r\n0\r\n\r\n`,
  // Of a length that is none.
  `xyz\r\n${'a'.repeat(8_192)}\r\n0\r\n\r\n`,
  `-1\r\n${'a'.repeat(8_192)}\r\n0\r\n\r\n`,
];

async function expectRefused(headers: Headers, body: string | Buffer, expected: string): Promise<void> {
  const Bucket = await createBucket();
  expect(outcome(await putAsIs(Bucket, 'k', headers, body))).toBe(expected);
  expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
}

conformance('s3', 'chunked bodies', (conforms) => {
  conforms('takes chunks without signatures', async () => {
    const Bucket = await createBucket();
    const headers = { ...streaming(unsigned), 'content-encoding': 'gzip,aws-chunked' };
    expect(outcome(await putAsIs(Bucket, 'k', headers, unsignedFrames(chunks)))).toBe('200 ');
    expect(await get(Bucket, 'k')).toMatchObject({ text: bytes.toString(), ContentEncoding: 'gzip' });
  });

  conforms('takes a checksum behind chunks without signatures', async () => {
    const Bucket = await createBucket();
    const headers = { ...streaming(unsigned), ...announced };
    expect(outcome(await putAsIs(Bucket, 'k', headers, unsignedFrames(chunks, trailers)))).toBe('200 ');
    expect(await get(Bucket, 'k', { ChecksumMode: 'ENABLED' })).toMatchObject({
      text: bytes.toString(),
      ChecksumCRC32: trailers['x-amz-checksum-crc32'],
    });
  });

  conforms('takes signed chunks', async () => {
    const Bucket = await createBucket();
    const headers = { ...streaming(signed), 'content-length': String(signedFramesLength(chunks)) };
    const request = await withSignedFrames(
      await requestAsIs(new PutObjectCommand({ Bucket, Key: 'k' }), headers, ''),
      chunks,
    );
    expect(outcome(await send(request))).toBe('200 ');
    expect(await get(Bucket, 'k')).toMatchObject({ text: bytes.toString() });
  });

  conforms('takes a signed checksum behind signed chunks', async () => {
    const Bucket = await createBucket();
    const length = signedFramesLength(chunks, trailers);
    const headers = { ...streaming(signedTrailer), ...announced, 'content-length': String(length) };
    const request = await withSignedFrames(
      await requestAsIs(new PutObjectCommand({ Bucket, Key: 'k' }), headers, ''),
      chunks,
      trailers,
    );
    expect(outcome(await send(request))).toBe('200 ');
    expect(await get(Bucket, 'k', { ChecksumMode: 'ENABLED' })).toMatchObject({
      text: bytes.toString(),
      ChecksumCRC32: trailers['x-amz-checksum-crc32'],
    });
  });

  conforms('refuses trailers that are wrong, or other than announced', async () => {
    const Bucket = await createBucket();
    for (const [expected, announces, sent] of trailing) {
      const headers = { ...streaming(unsigned), 'x-amz-trailer': announces };
      const answer = await putAsIs(Bucket, 'k', headers, unsignedFrames(chunks, sent));
      expect([announces, sent, outcome(answer)]).toEqual([announces, sent, expected]);
    }
    expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
  });

  conforms('refuses a body that is not framed as it has to be', async () => {
    const Bucket = await createBucket();
    for (const body of broken) {
      expect(outcome(await putAsIs(Bucket, 'k', streaming(unsigned), body))).toBe('400 IncompleteBody');
    }
    expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
  });

  conforms('refuses more bytes than the request says, and less', async () => {
    const Bucket = await createBucket();
    for (const length of [bytes.length - 1, bytes.length + 1]) {
      const answer = await putAsIs(Bucket, 'k', streaming(unsigned, length), framed);
      expect(outcome(answer)).toBe('400 IncompleteBody');
    }
    expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
  });

  conforms('misses the length of what the chunks hold', () =>
    expectRefused(
      { 'x-amz-content-sha256': unsigned, 'content-encoding': 'aws-chunked' },
      framed,
      '411 MissingContentLength',
    ),
  );

  conforms('refuses a small chunk that is not the last', () =>
    expectRefused(
      streaming(unsigned, 8_191 + 4),
      unsignedFrames([Buffer.alloc(8_191), Buffer.from('last')]),
      '403 InvalidChunkSizeError',
    ),
  );
});
