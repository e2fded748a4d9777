import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ObjectMissingError } from '@sluice/object-store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RawRecords, type Placed } from './raw-records.js';
import { describeRecord } from './shown-record.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'sluice-raw-'))));
afterEach(() => rm(folder, { recursive: true }));

const downloads: string[] = [];
const rawRecords = (objects: Readonly<Record<string, readonly object[]>>, signal = new AbortController().signal) =>
  new RawRecords(
    {
      download: async ({ bucket, key }, path) => {
        downloads.push(key);
        const lines = objects[key];
        if (lines === undefined) throw new ObjectMissingError({ bucket, key });
        await writeFile(path, gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
        return { sizeBytes: 0, etag: '', lastModified: new Date(0), sha256: '' };
      },
    },
    folder,
    signal,
  ); // prettier-ignore

const placed = (recordId: string, key: string, ordinal: number): Placed => ({
  recordId,
  rawLocation: `s3://quarantine/${key}#${ordinal}`,
});
async function found(records: RawRecords, rejects: readonly Placed[]) {
  const all: [string, string | undefined][] = [];
  for await (const { reject, record } of records.of(rejects)) all.push([reject.recordId, record?.raw]);
  return all;
}

it('tells records of batches apart by their ids, those of a file by their place', async () => {
  const records = rawRecords({
    batches: [
      { ordinal: 0, recordId: 's/0:1', raw: 'one' },
      { ordinal: 0, recordId: 's/0:2', raw: 'two' },
    ],
    file: [
      { ordinal: 0, raw: 'first' },
      { ordinal: 12, raw: 'twelfth' },
    ],
  });
  const rejects = [placed('s/0:2', 'batches', 0), placed('a:000000000012', 'file', 12)];
  expect(await found(records, rejects)).toEqual([['s/0:2', 'two'], ['a:000000000012', 'twelfth']]); // prettier-ignore
});

it('gives each reject once, also where its line, its object or its place is gone', async () => {
  const records = rawRecords({ there: [{ ordinal: 3, raw: 'here' }] });
  const rejects = [
    placed('a:3', 'there', 3),
    placed('a:4', 'there', 4),
    placed('b:1', 'gone', 1),
    { recordId: 'c', rawLocation: null },
  ];
  expect(await found(records, rejects)).toEqual([['a:3', 'here'], ['a:4', undefined], ['b:1', undefined], ['c', undefined]]); // prettier-ignore
});

it('reads an object once for rejects that follow each other, and keeps no other', async () => {
  downloads.length = 0;
  const records = rawRecords({ one: [{ ordinal: 1, raw: '1' }, { ordinal: 2, raw: '2' }], two: [{ ordinal: 1, raw: '3' }] }); // prettier-ignore
  expect(await found(records, [placed('a', 'one', 1)])).toEqual([['a', '1']]);
  expect(await found(records, [placed('b', 'one', 2), placed('c', 'two', 1)])).toHaveLength(2);
  expect(downloads).toEqual(['one', 'two']);
  expect(await readdir(folder)).toHaveLength(1);
});

it('reads lines of any length, and ends with a fault where an object is damaged', async () => {
  const raw = 'x'.repeat(3_000_000);
  const there = [{ ordinal: 0, raw }, { ordinal: 1, raw: 'short' }];
  expect(await found(rawRecords({ there }), [placed('a', 'there', 0), placed('b', 'there', 1)])).toEqual([['a', raw], ['b', 'short']]);
  const download = async (_: unknown, path: string) => {
    await writeFile(path, gzipSync(`{"ordinal":0,"raw":"${raw}"}\n`).subarray(0, 1_000));
    return { sizeBytes: 0, etag: '', lastModified: new Date(0), sha256: '' };
  };
  const damaged = new RawRecords({ download }, folder, new AbortController().signal);
  await expect(found(damaged, [placed('a', 'there', 0)])).rejects.toThrow(/unexpected end/);
}); // prettier-ignore

it('shows nothing that a terminal would obey', () => {
  const text = describeRecord({
    ...{ dataset: 'd', recordId: 'r', arrivedAt: 't', reason: 'bad', column: 'c', rule: 'x', value: '\u001b[2J\u0085' },
    ...{ rawLocation: null, origin: null, isHidden: false, record: { ordinal: 0, reason: '', column: null, rule: '', value: null, raw: 'a\u202eb\nc' } },
  }); // prettier-ignore
  expect(text).toContain('found \\u001b[2J\\u{85}');
  expect(text).toContain('raw a\\u{202e}b\\nc');
});
