import { expect, it } from 'vitest';
import { titleBasics } from '@sluice/contracts';
import { detectFileFormat } from './file-format.js';

it.each([
  ['title-basics/title.basics.tsv.gz', 'tsv', 'gzip'],
  ['title-basics/2026/01/part-0.CSV', 'csv', 'none'],
  ['a.b/x.ndjson.zst', 'ndjson', 'zstd'],
  ['x.jsonl', 'ndjson', 'none'],
  ['title-basics/data', 'tsv', 'none'],
  ['title-basics/part-0.snappy.parquet', 'parquet', 'none'],
  ['title-basics/dump.txt.gz', 'tsv', 'gzip'],
])('%s is %s, %s', (key, format, compression) => {
  expect(detectFileFormat(key, titleBasics)).toEqual({ format, compression });
});

it.each(['x.parquet.gz', 'x.json', 'x.tsv.bz2', 'x.zip', 'title.basics'])('%s cannot be read', (key) => {
  expect(detectFileFormat(key, titleBasics)).toBeUndefined();
});
