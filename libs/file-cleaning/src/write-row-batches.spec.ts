import { join } from 'node:path';
import {
  bigint,
  boolean,
  date,
  decimal,
  defineDataset,
  double,
  integer,
  list,
  text,
  timestamp,
  unrouted,
} from '@sluice/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namesIn, quarantined, readParts, WorkFolder } from './cleaned-files.testing.js';
import { CleaningEnvironmentError } from './errors.js';
import { writeParquetTable } from './write-parquet-table.js';
import { writeRowBatches, type BatchToWrite } from './write-row-batches.js';

let work: WorkFolder;
beforeAll(async () => {
  work = await WorkFolder.make();
});
afterAll(() => work.remove());

const everything = defineDataset({
  name: 'everything',
  version: 1,
  table: { schema: 's', name: 't' },
  columns: [
    text('a', { maxBytes: 99, nullable: true, minBytes: 0 }),
    integer('b'),
    bigint('c'),
    decimal('d', { precision: 18, scale: 9 }),
    double('e'),
    boolean('f'),
    date('g'),
    timestamp('h'),
    list('i', { maxBytes: 99 }),
  ],
  load: { mode: 'append' },
});

const arrivedAt = Date.UTC(2026, 0, 31, 9, 30, 0, 123);
const values = ['\ta\n\x1bz\\N', -1, '9223372036854775807', '-123456789.000000001', 5e-324, false, '0001-01-01', '9999-12-31T23:59:59.999999Z', '["a\\n"]']; // prettier-ignore
const row = (recordId: string, cells: BatchToWrite['rows'][number]['values'] = values) => ({ recordId, arrivedAt, values: cells }); // prettier-ignore
const reject = (recordId: string, raw: Buffer) => ({
  recordId,
  arrivedAt,
  reason: 'not_integer',
  column: 'b',
  rule: 'integer',
  value: 'x\0\ud800',
  raw: raw.toString('base64'),
});

it('writes rows and rejects of several batches as they are', async () => {
  const outputDirectory = await work.directory();
  const batches = [
    { sourceNumber: 3, rows: [row('s/1:1'), row('s/1:2', ['', ...values.slice(1)])], rejects: [reject('s/1:3', Buffer.from('{"b":"x"}'))] },
    { sourceNumber: 4, rows: [row('s/2:1', [null, ...values.slice(1)])], rejects: [reject('s/2:2', Buffer.from([0xff, 0]))] },
  ]; // prettier-ignore
  const written = await writeRowBatches({ dataset: everything, batches, outputDirectory });
  expect(written).toMatchObject({ ok: true, counts: { clean: 3, rejected: 2 }, reasons: { not_integer: 2 } });
  const identity = { _arrived_at: '2026-01-31 09:30:00.123' };
  const cells = { b: -1, c: '9223372036854775807', d: '-123456789.000000001', e: 5e-324, f: false, g: '0001-01-01', h: '9999-12-31 23:59:59.999999', i: '["a\\n"]' }; // prettier-ignore
  expect(await readParts(written.rows)).toEqual([
    { ...identity, _source_no: 3, _ordinal: '0', _record_id: 's/1:1', a: values[0], ...cells },
    { ...identity, _source_no: 3, _ordinal: '1', _record_id: 's/1:2', a: '', ...cells },
    { ...identity, _source_no: 4, _ordinal: '0', _record_id: 's/2:1', a: null, ...cells },
  ]);
  const types = await readParts(written.rows, 'typeof(COLUMNS(*))');
  expect(Object.values(types[0] ?? {})).toEqual([
    'INTEGER', 'BIGINT', 'VARCHAR', 'TIMESTAMP', 'VARCHAR', 'INTEGER', 'BIGINT', 'DECIMAL(18,9)', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'VARCHAR',
  ]); // prettier-ignore
  const shown = {
    ...identity,
    reason: 'not_integer',
    column_name: 'b',
    rule: 'integer',
    value_preview: 'x\uFFFD\uFFFD',
  };
  expect(await readParts(written.rejects)).toEqual([
    { ...shown, _source_no: 3, _ordinal: '2', _record_id: 's/1:3' },
    { ...shown, _source_no: 4, _ordinal: '1', _record_id: 's/2:2' },
  ]);
  expect(await quarantined(written)).toEqual([
    { ordinal: 2, recordId: 's/1:3', reason: 'not_integer', column: 'b', rule: 'integer', value: 'x\0\ud800', raw: '{"b":"x"}' },
    { ordinal: 1, recordId: 's/2:2', reason: 'not_integer', column: 'b', rule: 'integer', value: 'x\0\ud800', rawBase64: '/wA=' },
  ]); // prettier-ignore
  expect(await namesIn(outputDirectory)).toEqual([
    'quarantine.ndjson.gz',
    'rejects-00000.parquet',
    'rows-00000.parquet',
  ]);
});

it('writes rejects of a dataset without columns', async () => {
  const batches = [{ sourceNumber: 0, rows: [], rejects: [reject('s/1:1', Buffer.from('x'))] }];
  const written = await writeRowBatches({
    dataset: unrouted,
    batches,
    outputDirectory: await work.directory(),
  });
  expect(written.rows).toEqual([]);
  expect(written.rejects).toMatchObject([{ rows: 1 }]);
});

it('refuses values that are not canonical rather than bending them', async () => {
  const batches = [{ sourceNumber: 0, rows: [row('r', ['a', 'many', ...values.slice(2)])], rejects: [] }];
  const writing = writeRowBatches({ dataset: everything, batches, outputDirectory: await work.directory() });
  await expect(writing).rejects.toBeInstanceOf(CleaningEnvironmentError);
});

it('writes a small table', async () => {
  const path = join(await work.directory(), 'sources.parquet');
  const part = await writeParquetTable({
    columns: [
      { name: 'number', parquetType: 'INTEGER' },
      { name: 'key', parquetType: 'VARCHAR' },
      { name: 'at', parquetType: 'TIMESTAMP' },
    ],
    rows: [{ number: 1, key: "it's\t", at: '2026-01-31T09:30:00.000Z', other: 1 }, { number: 2 }],
    path,
  });
  expect(part).toMatchObject({ path, rows: 2 });
  expect(await readParts([part])).toEqual([
    { number: 1, key: "it's\t", at: '2026-01-31 09:30:00' },
    { number: 2, key: null, at: null },
  ]);
});
