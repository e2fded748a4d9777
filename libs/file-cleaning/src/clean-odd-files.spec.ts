import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineDataset, text } from '@sluice/contracts';
import {
  film,
  films,
  gzip,
  header,
  quarantined,
  readParts,
  verdicts,
  WorkFolder,
} from './cleaned-files.testing.js';
import { maxRecordBytes } from './record-limit.js';

let work: WorkFolder;
beforeAll(async () => {
  work = await WorkFolder.make();
});
afterAll(() => work.remove());

describe('tsv files that are odd', () => {
  it.each<[string, string | Buffer, string[]]>([
    ['a header alone', `${header}\n`, []],
    ['a header without line end', header, []],
    ['no line end at the end', `${header}\n${film(1)}\n${film(2)}`, ['0 ok', '1 ok']],
    ['CRLF line ends', `${header}\r\n${film(1)}\r\n${film(2)}\r\n`, ['0 ok', '1 ok']],
    ['CRLF, cut in the middle of the last one', `${header}\r\n${film(1)}\r`, ['0 ok']],
    ['both line ends', `${header}\n${film(1)}\r\n${film(2)}\n`, ['0 ok', '1 ok']],
    ['a byte order mark', `\uFEFF${header}\n${film(1)}\n`, ['0 ok']],
    ['blank lines', `${header}\n\n${film(1)}\n\r\n\n`, ['0 field_count', '1 ok', '2 field_count', '3 field_count']],
    ['too few and too many fields', `${header}\n${film(1)}\tx\ntt0000002\n${film(3)}\n`, ['0 field_count', '1 field_count', '2 ok']],
    ['quotes as ordinary characters', `${header}\n${film(1, '"A" and "')}\n${film(2, '"')}\n`, ['0 ok', '1 ok']],
    ['a NUL', `${header}\n${film(1, 'a\0b')}\n${film(2)}\n`, ['0 invalid_character title', '1 ok']],
    ['a NUL behind an earlier fault', `${header}\nbad\ta\0b\t0\t1999\tDrama\n`, ['0 pattern_mismatch id']],
    ['U+FFFF', `${header}\n${film(1, 'a\uFFFF')}\n`, ['0 invalid_character title']],
    ['a stray carriage return', `${header}\n${film(1, 'a\rb')}\n${film(2)}\n`, ['0 malformed_record', '1 ok']],
    ['an escape character', `${header}\n${film(1, 'a\x1bz')}\n${film(2, '\x1bz')}\n`, ['0 ok', '1 ok']],
    ['invalid UTF-8', Buffer.concat([Buffer.from(`${header}\n${film(1)}\ntt0000002\t`), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from(`\t0\t1999\tDrama\n${film(3)}\n`)]), ['0 ok', '1 malformed_record', '2 ok']],
    ['a surrogate as bytes', Buffer.concat([Buffer.from(`${header}\ntt0000002\t`), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(`\t0\t1999\tDrama\n`)]), ['0 malformed_record']],
    ['a line of a megabyte', `${header}\n${film(1, 'x'.repeat(1_000_000))}\n${film(2)}\n`, ['0 too_long title', '1 ok']],
    ['a line beyond the limit', `${header}\n${film(1, 'x'.repeat(maxRecordBytes))}\n${film(2)}\n`, ['0 malformed_record', '1 ok']],
    ['a null token in a required column', `${header}\n\\N\tx\t0\t\\N\t\\N\n${film(2)}\n`, ['0 missing_value id', '1 ok']],
  ])('%s', async (_, content, expected) => {
    const result = await work.cleaned(content);
    expect(await verdicts(result)).toEqual(expected);
    expect(result.counts.read).toBe(expected.length);
    const zipped = await work.cleaned(gzip(content), { compression: 'gzip' });
    expect(await verdicts(zipped)).toEqual(expected);
  }); // prettier-ignore

  it('keeps every byte of a text', async () => {
    const titles = [
      '"',
      '\\',
      ' a ',
      '\uFEFFa',
      '🎬',
      '\x1bz',
      '\x1be\x1b',
      "'; --",
      '\u2028',
      '\u0001',
      '\\N ',
    ];
    const result = await work.cleaned([header, ...titles.map((title, n) => film(n, title))].join('\n'));
    const rows = await readParts(result.rows, "'=' || title AS title");
    expect(rows.map((row) => row['title'])).toEqual(titles.map((title) => `=${title}`));
  });

  it('finds columns by name, whatever their order', async () => {
    const result = await work.cleaned(
      'year\tgenres\tprimaryTitle\tid\tisAdult\n1999\tDrama\tA\ttt0000001\t1\n1e3\tx\tA\ttt0000002\t1\n',
    );
    expect(await readParts(result.rows, 'id, title, is_adult, year, genres')).toEqual([
      { id: 'tt0000001', title: 'A', is_adult: true, year: 1999, genres: '["Drama"]' },
    ]);
    expect(await quarantined(result)).toMatchObject([
      { column: 'year', value: '1e3', reason: 'not_integer' },
    ]);
  });

  it('a blank line is an empty field where there is one column', async () => {
    const single = defineDataset({
      ...films,
      file: { format: 'tsv' },
      columns: [text('word', { minBytes: 0, maxBytes: 9 })],
      load: { mode: 'append' },
    });
    const result = await work.cleaned('word\na\n\nb\n', { dataset: single });
    expect(await readParts(result.rows, 'word')).toEqual([{ word: 'a' }, { word: '' }, { word: 'b' }]);
  });

  it('explains each reject with its bytes, line and value', async () => {
    const bad = Buffer.concat([Buffer.from('tt0000002\t'), Buffer.from([0xff]), Buffer.from('\t0\t1999\tDrama')]);
    const long = 'é'.repeat(1200);
    const content = Buffer.concat([
      Buffer.from(`${header}\r\n${film(1)}\r\n`),
      bad,
      Buffer.from(`\r\ntt0000003\t${long}\t0\t1999\tx\r\nshort\r\n`),
      Buffer.from(`${film(4, 'y'.repeat(maxRecordBytes))}\n`),
    ]);
    const lines = await quarantined(await work.cleaned(content));
    expect(lines).toMatchObject([
      { ordinal: 1, line: 3, reason: 'malformed_record', column: null, rawBase64: bad.toString('base64') },
      { ordinal: 2, line: 4, reason: 'too_long', column: 'title', value: long.slice(0, 256), raw: `tt0000003\t${long}\t0\t1999\tx` },
      { ordinal: 3, line: 5, reason: 'field_count', column: null, raw: 'short', rule: '5 fields separated by tabs, not 1' },
      { ordinal: 4, line: 6, reason: 'malformed_record', rawBytes: Buffer.byteLength(film(4, '')) + maxRecordBytes },
    ]);
    expect(lines[3]?.raw).toHaveLength(maxRecordBytes);
  }); // prettier-ignore
});

it('reads zstd where the runtime can, and says so where it cannot', async () => {
  const path = join(await work.directory(), 'films.tsv.zst');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = "'tt0000001' AS id, 'a' AS primaryTitle, 0 AS isAdult, 1999 AS year, 'x' AS genres";
  await connection.run(
    `COPY (SELECT ${columns}) TO '${path}' (FORMAT csv, DELIMITER chr(9), COMPRESSION zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
  const content = await readFile(path);
  const result = await work.clean(content, { compression: 'zstd' });
  const cut = await work.clean(content.subarray(0, -4), { compression: 'zstd' });
  if ('createZstdDecompress' in zlib) {
    expect(result).toMatchObject({ ok: true, counts: { read: 1, clean: 1, rejected: 0 } });
    expect(cut).toMatchObject({ ok: false, fault: { code: 'corrupt_compression' } });
  } else expect(result).toMatchObject({ ok: false, fault: { code: 'unsupported_compression' } });
});

describe('csv files', () => {
  const csvHeader = 'id,primaryTitle,isAdult,year,genres';
  it.each<[string, string, string[]]>([
    ['quotes, delimiters and line ends in fields', `${csvHeader}\ntt0000001,"a ""b"", c\r\nd",0,1999,"Drama,Crime"\r\n"tt0000002",b,"1",\\N,\\N`, ['0 ok', '1 ok']],
    ['a quoted header', `"id","primaryTitle","isAdult","year","genres"\ntt0000001,a,0,1999,x\n`, ['0 ok']],
    ['a stray quote', `${csvHeader}\ntt0000001,5" disk,0,1999,x\ntt0000002,b,0,1999,x\n`, ['0 malformed_record', '1 ok']],
    ['text behind a closing quote', `${csvHeader}\ntt0000001,"a"b,0,1999,x\ntt0000002,b,0,1999,x\n`, ['0 malformed_record', '1 ok']],
    ['a quote that never closes', `${csvHeader}\ntt0000001,"a,0,1999,x\ntt0000002,b,0,1999,x\ntt0000003,b,0,1999,x`, ['0 malformed_record', '1 ok', '2 ok']],
    ['a stray carriage return', `${csvHeader}\ntt0000001,a\rb,0,1999,x\ntt0000002,"a\rb",0,1999,x\n`, ['0 malformed_record', '1 ok']],
    ['blank lines', `${csvHeader}\n\ntt0000002,b,0,1999,x\n\r\n`, ['0 field_count', '1 ok', '2 field_count']],
    ['tabs and escapes in fields', `${csvHeader}\ntt0000001,a\tb\x1bt,0,1999,x\n`, ['0 ok']],
  ])('%s', async (_, content, expected) => {
    const result = await work.cleaned(content, { format: 'csv' });
    expect(await verdicts(result)).toEqual(expected);
  }); // prettier-ignore

  it('gives fields as they were meant and records as they stood', async () => {
    const record = 'tt0000001,"a ""b""\t\x1bt,\r\nc",0,1999,"x,y"';
    const bad = 'tt0000002,"a ""b""\t\x1bt,\r\nc",0,"1,5",x';
    const result = await work.cleaned(`${csvHeader}\n${record}\n${bad}\n`, { format: 'csv' });
    expect(await readParts(result.rows, 'title, genres')).toEqual([
      { title: 'a "b"\t\x1bt,\r\nc', genres: '["x","y"]' },
    ]);
    expect(await quarantined(result)).toMatchObject([{ line: 4, value: '1,5', column: 'year', raw: bad }]);
  });

  it('reads quoted tsv where the contract says so', async () => {
    const dataset = defineDataset({ ...films, file: { tsvQuote: '"' } });
    const result = await work.cleaned(`${header}\n${film(1, '"a\tb"')}\n`, { dataset });
    expect(await readParts(result.rows, 'title')).toEqual([{ title: 'a\tb' }]);
  });
});

describe('ndjson files', () => {
  const record = { id: 'tt0000001', primaryTitle: 'a', isAdult: false, year: 1999, genres: ['Drama', 'x'] };
  const lines = [
    JSON.stringify(record),
    '',
    ' \t',
    JSON.stringify({ ...record, year: 1.5 }),
    JSON.stringify({ ...record, isAdult: 'false', year: null }),
    JSON.stringify({ ...record, genres: [] }),
    JSON.stringify({ ...record, primaryTitle: { nested: 1 } }),
    JSON.stringify({ ...record, primaryTitle: '\ud800' }),
    '[1]',
    '{"id":',
    JSON.stringify({ ...record, primaryTitle: 'tab\there\n', year: undefined }),
  ];

  it('are judged as streams are; blank lines are no records', async () => {
    const result = await work.cleaned(`${lines.join('\r\n')}\r\n\n`, { format: 'ndjson' });
    expect(await verdicts(result)).toEqual([
      '0 ok',
      '1 not_integer year',
      '2 not_boolean is_adult',
      '3 not_list genres',
      '4 not_text title',
      '5 invalid_character title',
      '6 malformed_record',
      '7 malformed_record',
      '8 ok',
    ]);
    expect(await readParts(result.rows, 'id, title, is_adult, year, genres')).toEqual([
      { id: 'tt0000001', title: 'a', is_adult: false, year: 1999, genres: '["Drama","x"]' },
      { id: 'tt0000001', title: 'tab\there\n', is_adult: false, year: null, genres: '["Drama","x"]' },
    ]);
    expect((await quarantined(result))[0]).toMatchObject({ ordinal: 1, line: 4, raw: lines[3] });
  });

  it('of no object at all are not the format', async () => {
    const dataset = defineDataset({ ...films, maxRejectRatio: 0.5 });
    const result = await work.clean(`${header}\n${film(1)}\n`, { format: 'ndjson', dataset });
    expect(result).toMatchObject({ ok: false, fault: { code: 'not_the_format' } });
  });
});
