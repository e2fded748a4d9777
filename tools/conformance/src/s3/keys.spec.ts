import { CreateMultipartUploadCommand, DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { get, put } from './objects.js';
import { refusal } from './refusal.js';

const { s3 } = clients;

const oddKeys = [
  'with space/ünï+code&<>.gz',
  "quote'()*!~.-_",
  '%41',
  'what?x=1#y;z:@=$,',
  '日本/👋',
  'a//b/',
  '/leading',
  'a/../b',
  'tab\tand "quotes"',
  // These look the same, or are a part of one another.
  'é',
  'e\u0301',
  'É',
  'dir',
  'dir/',
  '+',
  ' ',
  '%20',
];

conformance('s3', 'keys', (conforms) => {
  conforms('keeps objects under odd keys', async () => {
    const Bucket = await createBucket();
    for (const key of oddKeys) await put(Bucket, key, `under ${key}`);
    for (const key of oddKeys) expect((await get(Bucket, key)).text).toBe(`under ${key}`);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(new Set(Contents.map(({ Key }) => Key))).toEqual(new Set(oddKeys));
    for (const Key of oddKeys) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      expect(await refusal(get(Bucket, Key))).toBe('404 NoSuchKey');
    }
  });

  conforms('takes a key of 1024 bytes, and no longer one', async () => {
    const Bucket = await createBucket();
    const longest = 'ü'.repeat(512);
    await put(Bucket, longest);
    expect((await get(Bucket, longest)).text).toBe('body');
    expect(await refusal(put(Bucket, `${longest}x`))).toBe('400 KeyTooLongError');
    const upload = s3.send(new CreateMultipartUploadCommand({ Bucket, Key: `${longest}x` }));
    expect(await refusal(upload)).toBe('400 KeyTooLongError');
  });

  conforms('refuses a key that climbs above its bucket', async () => {
    const Bucket = await createBucket();
    expect(await refusal(put(Bucket, '../above'))).toMatch(/^400 /);
    expect(await refusal(put(Bucket, 'a/../../above'))).toMatch(/^400 /);
  });
});
