import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { sendAsIs } from './as-is.js';
import { get, put } from './objects.js';
import { outcome, refusal } from './refusal.js';

const { s3 } = clients;

const deleteMany = (Bucket: string, Objects: ObjectIdentifier[], Quiet = false) =>
  s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet } }));

async function keysIn(Bucket: string): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key);
}

conformance('s3', 'deletes', (conforms) => {
  conforms('deletes an object, and is as content when there is none', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k');
    for (let tries = 0; tries < 2; tries += 1) {
      const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
      expect([deleted.$metadata.httpStatusCode, deleted.DeleteMarker]).toEqual([204, undefined]);
    }
    expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
  });

  conforms('deletes many at once, and names each', async () => {
    const Bucket = await createBucket();
    for (const key of ['a', 'b', 'c&<"\'>']) await put(Bucket, key);
    const { Deleted, Errors } = await deleteMany(Bucket, [
      { Key: 'a' },
      { Key: 'c&<"\'>' },
      { Key: 'absent' },
    ]);
    expect(Deleted?.map(({ Key }) => Key).sort()).toEqual(['a', 'absent', 'c&<"\'>']);
    expect(Errors ?? []).toEqual([]);
    expect(await keysIn(Bucket)).toEqual(['b']);
  });

  conforms('deletes many quietly', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'a');
    const { Deleted, Errors } = await deleteMany(Bucket, [{ Key: 'a' }, { Key: 'absent' }], true);
    expect([Deleted ?? [], Errors ?? [], await keysIn(Bucket)]).toEqual([[], [], []]);
  });

  conforms('deletes a thousand at once, and no more', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k0');
    const keys = Array.from({ length: 1001 }, (_, n) => ({ Key: `k${n}` }));
    expect(await refusal(deleteMany(Bucket, keys))).toBe('400 MalformedXML');
    expect(await keysIn(Bucket)).toEqual(['k0']);
    expect((await deleteMany(Bucket, keys.slice(0, 1000))).Deleted).toHaveLength(1000);
  });

  conforms('refuses to delete a list of none', async () => {
    const Bucket = await createBucket();
    expect(await refusal(deleteMany(Bucket, []))).toBe('400 MalformedXML');
  });

  conforms('refuses a list that comes without checksum, or with another', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k');
    const command = () => new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } });
    const body = '<Delete><Object><Key>k</Key></Object></Delete>';
    expect(outcome(await sendAsIs(command(), {}, body))).toBe('400 InvalidRequest');
    const wrong = { 'x-amz-checksum-crc32': 'AAAAAA==' };
    expect(outcome(await sendAsIs(command(), wrong, body))).toBe('400 BadDigest');
    expect(await keysIn(Bucket)).toEqual(['k']);
  });

  conforms('deletes an object only if it is the one that is meant', async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, 'k');
    const other = s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', IfMatch: '"other"' }));
    expect(await refusal(other)).toBe('412 PreconditionFailed');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', IfMatch: ETag }));
    expect(await keysIn(Bucket)).toEqual([]);
  });
});
