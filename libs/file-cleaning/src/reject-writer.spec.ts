import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleaningEnvironmentError } from './errors.js';
import { RejectWriter, type RejectWriterOptions } from './reject-writer.js';
import type { Reject } from './reject.js';
import { Desk, namesIn } from './sinks/written-rows.testing.js';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

const reject = (ordinal: number, more: Partial<Reject> = {}): Reject => ({
  sourceNumber: 7,
  ordinal,
  reason: 'not_integer',
  column: 'year',
  rule: 'an integer',
  value: 'x',
  raw: Buffer.from(`record ${ordinal}`),
  ...more,
});

async function write(rejects: readonly Reject[], options: RejectWriterOptions = {}) {
  const directory = await desk.directory();
  const writer = new RejectWriter(directory, options);
  for (const each of rejects) await writer.add(each);
  return { directory, writer, written: await writer.finish() };
}

const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);

describe('rejects', () => {
  it('are explained in Parquet and whole in quarantine, in order', async () => {
    const { written, writer, directory } = await write([
      reject(0, { line: 2, source: 's3://bucket/key' }),
      reject(3, { column: null, value: 'a\0\uFFFE\ud800', raw: Buffer.from([0xff]), rawBytes: 99 }),
      reject(4, { recordId: 'r', arrivedAt: Date.UTC(2026, 0, 31), reason: 'missing_value', value: null }),
    ]);
    expect(await namesIn(directory)).toEqual(['quarantine.ndjson.gz', 'rejects-00000.parquet']);
    expect(await desk.query(`SELECT * FROM ${desk.from(written.rejects)}`)).toEqual([
      { _source_no: 7, _ordinal: '0', _record_id: null, _arrived_at: null, reason: 'not_integer', column_name: 'year', rule: 'an integer', value_preview: 'x' },
      { _source_no: 7, _ordinal: '3', _record_id: null, _arrived_at: null, reason: 'not_integer', column_name: null, rule: 'an integer', value_preview: 'a\uFFFD\uFFFD\uFFFD' },
      { _source_no: 7, _ordinal: '4', _record_id: 'r', _arrived_at: '2026-01-31 00:00:00', reason: 'missing_value', column_name: 'year', rule: 'an integer', value_preview: null },
    ]);
    const { path = '', sizeBytes } = written.quarantine ?? {};
    const bytes = await readFile(path);
    expect(bytes.length).toBe(sizeBytes);
    const common = { reason: 'not_integer', column: 'year', rule: 'an integer' };
    expect(linesOf(gunzipSync(bytes).toString())).toEqual([
      { ordinal: 0, source: 's3://bucket/key', ...common, value: 'x', raw: 'record 0', line: 2 },
      { ordinal: 3, ...common, column: null, value: 'a\0\uFFFE\ud800', rawBase64: '/w==', rawBytes: 99 },
      { ordinal: 4, recordId: 'r', ...common, reason: 'missing_value', value: null, raw: 'record 4' },
    ]);
    expect(writer.count).toBe(3);
    expect(writer.reasons).toEqual({ not_integer: 2, missing_value: 1 });
    const sample = { column: 'year', rule: 'an integer', value: 'x', ordinal: 0, line: 2 };
    expect(writer.samples.get('not_integer')).toEqual(sample);
  }); // prettier-ignore

  it('are lines as JSON.stringify writes them, whatever stands in them', async () => {
    const odd = 'a"\\\0\x1f\n\t\u2028é🎬';
    const common = { reason: 'r"1', column: 'c"\n', rule: 'matching ^\\d"é$' };
    const { written } = await write([
      reject(0, { ...common, source: 's3://b/"é', value: odd, raw: Buffer.from(odd), line: 1 }),
      reject(1, { ...common, source: 's3://b/other', column: null, value: null, raw: Buffer.from(''), rawBytes: 7, line: 2 }),
      reject(2, { ...common, source: 's3://b/other', value: '\ud800', raw: Buffer.from([0xff, 0xe9]), rawBytes: 2 ** 40, line: 2 ** 33 }),
      reject(2 ** 40, { ...common, recordId: 'shard:"1', value: 'x'.repeat(300), raw: Buffer.from('\u0001'.repeat(40_000)) }),
    ]);
    const lines = [
      { ordinal: 0, source: 's3://b/"é', ...common, value: odd, raw: odd, line: 1 },
      { ordinal: 1, source: 's3://b/other', ...common, column: null, value: null, raw: '', rawBytes: 7, line: 2 },
      { ordinal: 2, source: 's3://b/other', ...common, value: '\ud800', rawBase64: '/+k=', rawBytes: 2 ** 40, line: 2 ** 33 },
      { ordinal: 2 ** 40, recordId: 'shard:"1', ...common, value: 'x'.repeat(256), raw: '\u0001'.repeat(40_000) },
    ];
    const text = gunzipSync(await readFile(written.quarantine?.path ?? '')).toString();
    expect(text).toBe(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }); // prettier-ignore

  it('tell their own rule, however many there are, and however long', async () => {
    const ruleOf = (ordinal: number) => `rule ${ordinal % 1300}`.padEnd(ordinal % 7 === 0 ? 2000 : 0, '.');
    const many = Array.from({ length: 4000 }, (_, ordinal) =>
      reject(ordinal, {
        rule: ruleOf(ordinal),
        column: ordinal % 3 === 0 ? null : `c${ordinal % 2}`,
        reason: `r${ordinal % 5}`,
      }),
    );
    const { written } = await write(many);
    const wanted = many.map(({ reason, column, rule }) => ({ reason, column, rule }));
    const bytes = await readFile(written.quarantine?.path ?? '');
    expect(linesOf(gunzipSync(bytes).toString())).toMatchObject(wanted);
    const select = 'SELECT reason, column_name AS "column", rule FROM';
    expect(await desk.query(`${select} ${desk.from(written.rejects)}`)).toEqual(wanted);
  });

  it('leave no files where there are none', async () => {
    const { directory, written } = await write([]);
    expect(written).toEqual({ rejects: [] });
    expect(await namesIn(directory)).toEqual([]);
  });

  it('go to quarantine alone, plain and at a path, where that is asked for', async () => {
    const path = join(await desk.directory(), 'bad.ndjson');
    const { directory, written } = await write([reject(1), reject(2)], {
      parquet: false,
      quarantine: { path, gzip: false },
    });
    const text = await readFile(path, 'utf8');
    expect(linesOf(text)).toMatchObject([{ ordinal: 1 }, { ordinal: 2 }]);
    expect(written).toEqual({ rejects: [], quarantine: { path, sizeBytes: Buffer.byteLength(text) } });
    expect(await namesIn(directory)).toEqual([]);
  });

  it('are the same bytes every time, over many blocks', async () => {
    const many = Array.from({ length: 4000 }, (_, ordinal) =>
      reject(ordinal, { raw: Buffer.from(`${ordinal * 7919} `.repeat(60)) }),
    );
    const [once, again] = await Promise.all([write(many), write(many)]);
    const bytes = await readFile(once.written.quarantine?.path ?? '');
    expect(bytes.equals(await readFile(again.written.quarantine?.path ?? ''))).toBe(true);
    const lines = linesOf(gunzipSync(bytes).toString());
    expect(lines.map((line) => (line as { ordinal: number }).ordinal)).toEqual(many.map(({ ordinal }) => ordinal)); // prettier-ignore
  });

  it('are removed when they are given up', async () => {
    const directory = await desk.directory();
    const writer = new RejectWriter(directory);
    for (let ordinal = 0; ordinal < 3000; ordinal++)
      await writer.add(reject(ordinal, { raw: Buffer.from('x'.repeat(2000)) }));
    expect(await namesIn(directory)).toEqual(['quarantine.ndjson.gz']);
    await writer.abandon();
    expect(await namesIn(directory)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('tell when the disk is full', async () => {
    const path = join(await desk.directory(), 'full');
    await symlink('/dev/full', path);
    const writer = new RejectWriter(await desk.directory(), { parquet: false, quarantine: { path, gzip: true } }); // prettier-ignore
    const writing = async () => {
      await writer.add(reject(0));
      await writer.finish();
    };
    const failure = await writing().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CleaningEnvironmentError);
    expect(failure).toMatchObject({ cause: { code: 'ENOSPC' } });
    await writer.abandon();
  });
});
