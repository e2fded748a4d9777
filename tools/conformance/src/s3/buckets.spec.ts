import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket, newBucket } from '../resources/bucket.js';
import { freshName } from '../resources/fresh-name.js';
import { target } from '../target.js';
import { get, put } from './objects.js';
import { refusal } from './refusal.js';

const { s3 } = clients;

conformance('s3', 'buckets', (conforms) => {
  conforms('finds a bucket that was made, and says where it is', async () => {
    const Bucket = await createBucket();
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: target.region });
  });

  conforms('lists the buckets of the account with their dates', async () => {
    const Bucket = await createBucket();
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    const listed = Buckets?.find(({ Name }) => Name === Bucket);
    expect(Math.abs(Date.now() - (listed?.CreationDate?.getTime() ?? 0))).toBeLessThan(300_000);
  });

  conforms('refuses a name that is taken', async () => {
    const Bucket = await createBucket();
    const again = s3.send(new CreateBucketCommand(newBucket(Bucket)));
    // In the first region, and there alone, it succeeds and changes nothing.
    if (target.region === 'us-east-1') await again;
    else expect(await refusal(again)).toBe('409 BucketAlreadyOwnedByYou');
  });

  const badNames = [
    'ab',
    'x'.repeat(64),
    'UPPER-case',
    'under_score',
    'dot..dot',
    '-hyphen-first',
    'hyphen-last-',
    '192.168.5.4',
    'xn--prefix',
    'suffix-s3alias',
  ];
  conforms('refuses names that no bucket can have', async () => {
    for (const name of badNames) {
      const outcome = await refusal(s3.send(new CreateBucketCommand(newBucket(name))));
      expect([name, outcome]).toEqual([name, '400 InvalidBucketName']);
    }
  });

  conforms('refuses to make a bucket elsewhere', async () => {
    const create = (LocationConstraint: string) =>
      s3.send(
        new CreateBucketCommand({
          Bucket: freshName('elsewhere'),
          CreateBucketConfiguration: { LocationConstraint: LocationConstraint as 'eu-west-1' },
        }),
      );
    expect(await refusal(create('nowhere'))).toMatch(/^400 I(nvalid|llegal)LocationConstraint/);
    // The first region, and it alone, makes buckets for all others.
    if (target.region === 'us-east-1') return;
    const other = target.region === 'eu-west-1' ? 'eu-central-1' : 'eu-west-1';
    expect(await refusal(create(other))).toBe('400 IllegalLocationConstraintException');
  });

  conforms('deletes a bucket that is empty', async () => {
    const Bucket = await createBucket();
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket })))).toBe('404 NotFound');
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toBe('404 NoSuchBucket');
  });

  conforms('refuses to delete a bucket that has an object', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k');
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toBe('409 BucketNotEmpty');
    expect((await get(Bucket, 'k')).text).toBe('body');
  });

  conforms('refuses to delete a bucket that has a delete marker only', async () => {
    const Bucket = await createBucket({ versioned: true });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toBe('409 BucketNotEmpty');
  });

  conforms('names a bucket that is not there', async () => {
    const Bucket = freshName('absent');
    const outcomes = await Promise.all([
      refusal(s3.send(new ListObjectsV2Command({ Bucket }))),
      refusal(s3.send(new GetBucketVersioningCommand({ Bucket }))),
      refusal(put(Bucket, 'k')),
      refusal(get(Bucket, 'k')),
      refusal(s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))),
    ]);
    expect(new Set(outcomes)).toEqual(new Set(['404 NoSuchBucket']));
  });
});
