import { titleBasics } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { UsageError } from './failures.js';
import { inputFormat, isTold, type FormatHints } from './input-format.js';
import { isPartName, outputFormat, partNameOf } from './output-format.js';
import { parsePlace } from './place.js';

const output = (out: string, asked?: 'parquet' | 'csv' | 'tsv' | 'ndjson') =>
  outputFormat(parsePlace(out, '--out'), asked);

describe('outputFormat', () => {
  it.each([
    ['x.parquet', undefined, '.parquet'],
    ['s3://b/x.TSV.GZ', undefined, '.tsv.gz'],
    ['x.csv', 'csv', '.csv'],
    ['x.jsonl', undefined, '.ndjson'],
    ['x.dat', 'tsv', '.tsv'],
    ['x.dat.gz', 'tsv', '.tsv.gz'],
    ['x', 'parquet', '.parquet'],
    ['x/', undefined, '.parquet'],
    ['x.csv/', 'tsv', '.tsv.gz'],
    ['s3://b/', 'ndjson', '.ndjson.gz'],
  ] as const)('%s with %s is %s', (out, asked, extension) =>
    expect(output(out, asked).extension).toBe(extension),
  );

  it.each([
    ['x', undefined],
    ['x.dat', undefined],
    ['x.csv', 'tsv'],
    ['x.csv.zst', undefined],
    ['x.parquet.gz', undefined],
    ['x.gz', 'parquet'],
  ] as const)('refuses %s with %s', (out, asked) => expect(() => output(out, asked)).toThrow(UsageError));

  it('parts are called so that the next run knows them', () => {
    for (const out of ['x/', 'x.tsv', 'x.csv.gz', 'x.ndjson']) {
      const name = partNameOf(12_345, output(out));
      expect(isPartName(name)).toBe(true);
    }
    expect(partNameOf(0, output('x/'))).toBe('part-00000.parquet');
    for (const name of ['part-0.parquet', 'part-00000.parquet.bak', 'xpart-00000.csv', 'part-00000.txt'])
      expect(isPartName(name)).toBe(false);
  });
});

describe('inputFormat', () => {
  const format = (hints: FormatHints) => {
    const { format, compression } = inputFormat(hints, titleBasics, undefined);
    return `${format} ${compression}`;
  };

  it.each([
    ['title.basics.tsv.gz', undefined, 'tsv gzip'],
    ['x.csv', 'application/x-ndjson', 'csv none'],
    ['x', 'text/csv; charset=utf-8', 'csv none'],
    ['download.php', 'Application/GZIP', 'tsv gzip'],
    ['x', 'application/octet-stream', 'tsv none'],
    ['', undefined, 'tsv none'],
  ])('%j as %s is %s', (name, contentType, expected) =>
    expect(format({ names: [name], contentType })).toBe(expected),
  );

  it('the first name that can be read tells', () =>
    expect(format({ names: ['get.php', 'titles.ndjson', 'x.csv'] })).toBe('ndjson none'));

  it('what is asked for comes first; the compression is still what the name tells', () =>
    expect(inputFormat({ names: ['x.xlsx.gz'] }, titleBasics, 'csv')).toEqual({
      format: 'csv',
      compression: 'gzip',
    }));

  it('refuses a name that tells what cannot be read', () =>
    expect(() => format({ names: ['x.xlsx'] })).toThrow(/"x.xlsx".*--in-format/));

  it.each([
    [{ names: ['download'] }, false],
    [{ names: ['download'], contentType: 'application/octet-stream' }, false],
    [{ names: ['download', 'x.bin'] }, true],
    [{ names: [''], contentType: 'text/csv' }, true],
  ])('%j tells something: %s', (hints, expected) => expect(isTold(hints)).toBe(expected));
});
