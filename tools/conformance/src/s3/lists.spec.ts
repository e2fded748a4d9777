import { ListObjectsV2Command, type ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { send } from '../wire/send.js';
import { signedRequest } from '../wire/signed-request.js';
import { put } from './objects.js';
import { outcome, refusal } from './refusal.js';

const { s3 } = clients;

type Asked = Partial<ListObjectsV2CommandInput>;

const list = (Bucket: string, asked: Asked = {}) => s3.send(new ListObjectsV2Command({ Bucket, ...asked }));

/** What each page lists: keys, then common prefixes. */
async function pages(Bucket: string, asked: Asked = {}): Promise<(string | undefined)[][]> {
  const all = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list(Bucket, { ...asked, ContinuationToken });
    const keys = (page.Contents ?? []).map(({ Key }) => Key);
    const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix);
    all.push([...keys, ...prefixes]);
    expect(page.KeyCount).toBe(keys.length + prefixes.length);
    expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return all;
}

async function bucketOf(...keys: readonly string[]): Promise<string> {
  const Bucket = await createBucket();
  await Promise.all(keys.map((key) => put(Bucket, key)));
  return Bucket;
}

conformance('s3', 'lists', (conforms) => {
  conforms('lists nothing where nothing is', async () => {
    expect(await pages(await createBucket())).toEqual([[]]);
  });

  conforms('says of each object what it is', async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, 'k', 'four');
    const page = await list(Bucket);
    expect(page).toMatchObject({ Name: Bucket, Prefix: '', MaxKeys: 1000, IsTruncated: false });
    expect(page.Contents).toMatchObject([{ Key: 'k', Size: 4, ETag, StorageClass: 'STANDARD' }]);
    expect(page.Contents?.[0]?.LastModified?.getMilliseconds()).toBe(0);
  });

  conforms('lists in the order of UTF-8', async () => {
    const keys = ['a', 'a/', 'a/b', 'a0', 'b', '\u00e9', '\uffee', '\u{1f44b}'];
    expect(await pages(await bucketOf(...[...keys].reverse()))).toEqual([keys]);
  });

  conforms('lists under a prefix', async () => {
    const Bucket = await bucketOf('a', 'b/1', 'b/2', 'b/c/3', 'b0', 'd');
    expect(await pages(Bucket, { Prefix: 'b/' })).toEqual([['b/1', 'b/2', 'b/c/3']]);
    expect(await pages(Bucket, { Prefix: 'absent' })).toEqual([[]]);
  });

  conforms('rolls up what stands below a delimiter', async () => {
    const Bucket = await bucketOf('a', 'b/1', 'b/2', 'b/c/3', 'd', 'e--f--1', 'e--g');
    expect(await pages(Bucket, { Delimiter: '/' })).toEqual([['a', 'd', 'e--f--1', 'e--g', 'b/']]);
    expect(await pages(Bucket, { Delimiter: '/', Prefix: 'b/' })).toEqual([['b/1', 'b/2', 'b/c/']]);
    expect(await pages(Bucket, { Delimiter: '--', Prefix: 'e' })).toEqual([['e--']]);
    expect(await pages(Bucket, { Delimiter: '--', Prefix: 'e--' })).toEqual([['e--g', 'e--f--']]);
  });

  conforms('pages through keys and prefixes, each once', async () => {
    const Bucket = await bucketOf('a', 'b/1', 'b/2', 'b/3', 'c/1', 'd', 'e');
    expect(await pages(Bucket, { MaxKeys: 3 })).toEqual([['a', 'b/1', 'b/2'], ['b/3', 'c/1', 'd'], ['e']]);
    const rolledUp = { Delimiter: '/', MaxKeys: 2 };
    expect(await pages(Bucket, rolledUp)).toEqual([['a', 'b/'], ['d', 'c/'], ['e']]);
    expect(await pages(Bucket, { ...rolledUp, Prefix: 'b/', MaxKeys: 1 })).toEqual([
      ['b/1'],
      ['b/2'],
      ['b/3'],
    ]);
  });

  conforms('goes on from a page though its last key is gone', async () => {
    const Bucket = await bucketOf('a', 'b', 'c');
    const { NextContinuationToken } = await list(Bucket, { MaxKeys: 2 });
    await put(Bucket, 'b2');
    const { Contents } = await list(Bucket, { ContinuationToken: NextContinuationToken });
    expect(Contents?.map(({ Key }) => Key)).toEqual(['b2', 'c']);
  });

  conforms('starts after a key, which need not exist', async () => {
    const Bucket = await bucketOf('a', 'b/1', 'b/2', 'c', 'd');
    expect(await pages(Bucket, { StartAfter: 'b/1' })).toEqual([['b/2', 'c', 'd']]);
    expect(await pages(Bucket, { StartAfter: 'b', MaxKeys: 2 })).toEqual([
      ['b/1', 'b/2'],
      ['c', 'd'],
    ]);
    expect(await pages(Bucket, { StartAfter: 'a', Prefix: 'b/' })).toEqual([['b/1', 'b/2']]);
    expect(await pages(Bucket, { StartAfter: 'z' })).toEqual([[]]);
  });

  conforms('lists none if none are asked for', async () => {
    const Bucket = await bucketOf('a', 'b');
    expect(await list(Bucket, { MaxKeys: 0 })).toMatchObject({ KeyCount: 0, MaxKeys: 0, IsTruncated: false });
  });

  conforms('encodes names if asked to', async () => {
    const Bucket = await bucketOf('a b/c+d(1)é%.tsv', 'a b/e f/g');
    const page = await list(Bucket, { EncodingType: 'url', Prefix: 'a b/', Delimiter: '/' });
    expect(page).toMatchObject({ EncodingType: 'url', Prefix: 'a+b/', Delimiter: '/' });
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['a+b/c%2Bd%281%29%C3%A9%25.tsv']);
    expect(page.CommonPrefixes).toEqual([{ Prefix: 'a+b/e+f/' }]);
  });

  conforms('refuses what it cannot list by', async () => {
    const Bucket = await createBucket();
    const ContinuationToken = 'nonsense';
    expect(await refusal(list(Bucket, { ContinuationToken }))).toBe('400 InvalidArgument');
    expect(await refusal(list(Bucket, { EncodingType: 'other' as 'url' }))).toBe('400 InvalidArgument');
    for (const maxKeys of ['-1', 'many', '99999999999']) {
      const request = await signedRequest(s3, new ListObjectsV2Command({ Bucket }), (draft) => {
        draft.query['max-keys'] = maxKeys;
      });
      expect([maxKeys, outcome(await send(request))]).toEqual([maxKeys, '400 InvalidArgument']);
    }
  });
});
