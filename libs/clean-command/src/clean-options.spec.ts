import { describe, expect, it } from 'vitest';
import { readOptions, type CleanArguments } from './clean-options.js';
import { UsageError } from './failures.js';
import { placeUri } from './place.js';

const read = (given: Partial<CleanArguments>) =>
  readOptions({ dataset: 'title-basics', in: 'in.tsv', out: 'out.parquet', ...given });

describe('where rejects go by default', () => {
  it.each([
    ['out.parquet', 'out.parquet.rejects.ndjson.gz'],
    ['a/out/', 'a/out.rejects.ndjson.gz'],
    ['/out//', '/out.rejects.ndjson.gz'],
    ['s3://b/x.csv', 's3://b/x.csv.rejects.ndjson.gz'],
    ['s3://b/a/p/', 's3://b/a/p.rejects.ndjson.gz'],
  ])('of %s to %s', (out, rejects) => expect(placeUri(read({ out }).rejects)).toBe(rejects));

  it.each(['./', '../', 'a/../', 's3://b/'])('of %s nowhere', (out) => {
    expect(() => read({ out })).toThrow(/--rejects/);
    expect(placeUri(read({ out, rejects: '/r/x.ndjson' }).rejects)).toBe('/r/x.ndjson');
  });
});

describe('mistakes in the call', () => {
  it.each([
    [
      { dataset: 'nope' },
      /no dataset "nope": choose one of ([\w-]+, )*title-basics, ([\w-]+, )*title-ratings/,
    ],
    [{ dataset: 'unrouted' }, /no dataset/],
    [{ in: 'folder/' }, /--in names a folder/],
    [{ in: 's3://b/p/' }, /--in names a folder/],
    [{ out: 'https://h/x.csv' }, /--out cannot be a web address/],
    [{ out: 'x.tsv', in: 'x.tsv' }, /--out is the input/],
    [{ rejects: 'r.ndjson', in: 'r.ndjson' }, /--rejects is the input/],
    [{ out: 'r.ndjson', rejects: 'r.ndjson' }, /--rejects is the output/],
    [{ rejects: 'r.json' }, /end in .ndjson or .ndjson.gz/],
    [{ rejects: '.ndjson' }, /end in .ndjson or .ndjson.gz/],
    [{ rejects: 'http://h/r.ndjson' }, /web address/],
    [{ out: 's3://b/p/', rejects: 's3://b/p/r.ndjson' }, /inside --out/],
    [{ out: 'p/', rejects: 'p/r.ndjson.gz' }, /inside --out/],
    [{ out: './p/', rejects: 'q/../p/r.ndjson.gz' }, /inside --out/],
    [{ partSize: 1e7 }, /--part-size needs/],
  ])('%j', (given, message) => {
    expect(() => read(given)).toThrow(UsageError);
    expect(() => read(given)).toThrow(message);
  });
});

it('one file has no parts; a folder has parts of 64 MiB unless said', () => {
  expect(read({}).partBytes).toBe(Infinity);
  expect(read({ out: 'p/' }).partBytes).toBe(64 * 1024 * 1024);
  expect(read({ out: 'p/', partSize: 5e6 }).partBytes).toBe(5e6);
});
