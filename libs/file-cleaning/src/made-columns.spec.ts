import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { bigint, date, defineDataset, integer, text, timestamp } from '@sluice/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quarantined, readParts, WorkFolder } from './cleaned-files.testing.js';

let work: WorkFolder;
let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  work = await WorkFolder.make();
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(async () => {
  connection.closeSync();
  instance.closeSync();
  await work.remove();
});

const dataset = defineDataset({
  name: 'visits',
  version: 1,
  table: { schema: 's', name: 't' },
  columns: [
    bigint('seen_ms', { from: 'seenMs', mask: 'drop' }),
    timestamp('seen_at', { derive: { kind: 'instant', of: 'seen_ms', unit: 'milliseconds' } }),
    date('day'),
    text('email', { maxBytes: 9 }),
    text('address', { maxBytes: 4, nullable: true, derive: { kind: 'lower', of: 'email' } }),
    integer('pieces', { default: '1' }),
    integer('rank', { nullable: true, default: '5' }),
    text('label', { maxBytes: 20, derive: { kind: 'concat', of: ['day', 'pieces'], separator: ' x' } }),
  ],
  load: { mode: 'append' },
  maxRejectRatio: 1,
});

/** Good, bad in a source, bad in what is derived, and null where a default stands. */
const records = [
  { seenMs: '1706780000123', day: '2024-02-01', email: 'A@b', pieces: '3', rank: '9' },
  { seenMs: 'soon', day: '2024-02-01', email: 'A@b', pieces: '3', rank: '9' },
  { seenMs: '253402300800000', day: '2024-02-01', email: 'A@b', pieces: '3', rank: '9' },
  { seenMs: '-1', day: '2024-02-02', email: 'A@b.c', pieces: null, rank: null },
  { seenMs: '-1', day: '2024-02-02', email: 'É@B', pieces: null, rank: null },
];
const names = ['seenMs', 'day', 'email', 'pieces', 'rank'] as const;
const table = { layout: 'table', format: 'parquet' } as const;
const rows = [
  { seen_at: '2024-02-01 09:33:20.123', day: '2024-02-01', email: 'A@b', address: 'a@b', pieces: 3, rank: 9, label: '2024-02-01 x3' },
  { seen_at: '1969-12-31 23:59:59.999', day: '2024-02-02', email: 'É@B', address: 'É@b', pieces: 1, rank: 5, label: '2024-02-02 x1' },
]; // prettier-ignore
const faults = [
  { ordinal: 1, reason: 'not_integer', column: 'seen_ms', value: null },
  { ordinal: 2, reason: 'not_timestamp', column: 'seen_at', value: '253402300800000' },
  { ordinal: 3, reason: 'too_long', column: 'address', value: 'a@b.c' },
];

const delimited = (mark: string): string =>
  [names, ...records.map((record) => names.map((name) => record[name] ?? '\\N'))]
    .map((fields) => `${fields.join(mark)}\n`)
    .join('');

async function parquet(select: string): Promise<Buffer> {
  const path = join(work.path, 'made.parquet');
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  const content = await readFile(path);
  await rm(path);
  return content;
}

const asParquet = () => {
  const values = records.map((record) => `(${names.map((name) => (record[name] === null ? 'NULL' : `'${record[name]}'`)).join(', ')})`);
  return parquet(`SELECT * FROM (VALUES ${values.join(', ')}) AS t(${names.map((name) => `"${name}"`).join(', ')})`);
}; // prettier-ignore

describe('columns that the contract makes', () => {
  it.each([
    ['tsv', () => delimited('\t')],
    ['csv', () => delimited(',')],
    ['ndjson', () => records.map((record) => `${JSON.stringify({ ...record, label: 'none', '': 1 })}\n`).join('')],
    ['parquet', asParquet],
  ] as const)('are made alike of %s', async (format, content) => {
    const result = await work.cleaned(await content(), { dataset, format, output: table });
    expect(await readParts(result.rows)).toEqual(rows);
    expect(await quarantined(result)).toMatchObject(faults);
  }); // prettier-ignore

  it('are no part of text files that are written, which give the same rows again', async () => {
    const kept = { ...dataset, columns: dataset.columns.map(({ mask: _, ...column }) => column as (typeof dataset.columns)[number]) }; // prettier-ignore
    for (const format of ['tsv', 'csv', 'ndjson'] as const) {
      const written = await work.cleaned(delimited('\t'), {
        dataset: kept,
        output: { layout: 'table', format },
      });
      const content = await readFile(written.rows[0]?.path ?? '');
      expect(content.toString()).not.toMatch(/seen_at|address|label/);
      const again = await work.cleaned(content, { dataset: kept, format, output: table });
      expect(again.counts).toEqual({ read: 2, clean: 2, rejected: 0 });
      expect(await readParts(again.rows, '* EXCLUDE (seen_ms)')).toEqual(rows);
    }
  });

  it('are made again of Parquet that was cleaned before', async () => {
    const kept = { ...dataset, columns: dataset.columns.map(({ mask: _, ...column }) => column as (typeof dataset.columns)[number]) }; // prettier-ignore
    const first = await work.cleaned(delimited('\t'), { dataset: kept, output: table });
    const bytes = await readFile(first.rows[0]?.path ?? '');
    const again = await work.cleaned(bytes, { dataset: kept, format: 'parquet', output: table });
    expect(await readFile(again.rows[0]?.path ?? '')).toEqual(bytes);
  });

  it.each([
    ['tsv', () => `${names.join('\t')}\tlabel\n`],
    [
      'parquet',
      () => parquet("SELECT 1 AS \"seenMs\", '' AS day, '' AS email, 1 AS pieces, 1 AS rank, 'x' AS label"),
    ],
  ] as const)('are unknown to the header of %s', async (format, content) => {
    const result = await work.clean(await content(), { dataset, format });
    expect(result).toMatchObject({ ok: false, fault: { code: 'header_drift', message: expect.stringContaining('not in the contract label') } }); // prettier-ignore
  });
});
