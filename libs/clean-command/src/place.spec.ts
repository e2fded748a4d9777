import { describe, expect, it } from 'vitest';
import { UsageError } from './failures.js';
import { fileName, isFolder, parsePlace, placeUri } from './place.js';

const parse = (text: string) => parsePlace(text, '--in');

describe('parsePlace', () => {
  it.each([
    ['a b/c.tsv', { kind: 'path', path: 'a b/c.tsv' }],
    ['./-', { kind: 'path', path: './-' }],
    ['s3:/b/k', { kind: 'path', path: 's3:/b/k' }],
    ['C:\\x.tsv', { kind: 'path', path: 'C:\\x.tsv' }],
    ['s3://b/k.tsv', { kind: 's3', bucket: 'b', key: 'k.tsv' }],
    ['S3://b/k.tsv', { kind: 's3', bucket: 'b', key: 'k.tsv' }],
    ['s3://b/', { kind: 's3', bucket: 'b', key: '' }],
    // An S3 key is what it is: nothing in it is decoded, cut or folded.
    ['s3://b/a b//ü?x=1#y%20+\n', { kind: 's3', bucket: 'b', key: 'a b//ü?x=1#y%20+\n' }],
  ])('%j', (text, place) => expect(parse(text)).toEqual(place));

  it.each(['', '-', 'a\0b', 's3://', 's3://b', 's3:///k', 's3://b c/k', 'http://', 'ftp://h/x', 'file:///x'])(
    'refuses %j',
    (text) => expect(() => parse(text)).toThrow(UsageError),
  );
});

it('a place for people holds no secrets', () => {
  expect(placeUri(parse('https://user:pass@h:8443/p/x.tsv?X-Amz-Signature=s#f'))).toBe(
    'https://h:8443/p/x.tsv',
  );
  expect(placeUri(parse('s3://b/k?x=1'))).toBe('s3://b/k?x=1');
  expect(placeUri(parse('./x.tsv'))).toBe('./x.tsv');
});

it.each([
  ['out/', true],
  ['out', false],
  ['out.d/x.csv', false],
  ['s3://b/', true],
  ['s3://b/p/', true],
  ['s3://b/p', false],
  ['https://h/x/', false],
])('%s names a folder: %s', (text, expected) => expect(isFolder(parse(text))).toBe(expected));

it.each([
  ['a/b.tsv.gz', 'b.tsv.gz'],
  ['s3://b/p/k%20.tsv', 'k%20.tsv'],
  ['https://h/p/t%20b.tsv?n=x.csv', 't b.tsv'],
  ['https://h/%E0%A4%A.tsv', '%E0%A4%A.tsv'],
  ['https://h', ''],
])('%s is called %j', (text, expected) => expect(fileName(parse(text))).toBe(expected));
