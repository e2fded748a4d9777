import { gzipSync } from 'node:zlib';
import { defineDataset } from '@sluice/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CleanFileOptions } from './clean-file.js';
import {
  film,
  films,
  gzip,
  header,
  namesIn,
  quarantined,
  verdicts,
  WorkFolder,
} from './cleaned-files.testing.js';

let work: WorkFolder;
beforeAll(async () => {
  work = await WorkFolder.make();
});
afterAll(() => work.remove());

const MIB = 1024 * 1024;
const good = `${header}\n${film(1)}\n${film(2)}\n`;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const bytes = (...parts: (string | Buffer | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

/** `films` refuses no file for its share of bad records; this one does, at 10 %. */
const strict = defineDataset({ ...films, maxRejectRatio: 0.1 });

type Options = Partial<CleanFileOptions>;
/** Name, content, number of clean records, number of bad ones by reason. */
type Cleaned = readonly [string, string | Buffer, number, Readonly<Record<string, number>>];
/** Name, content, fault of the file, what its message says. */
type Refused = readonly [string, string | Buffer, string, RegExp];

async function expectCleaned([, content, clean, reasons]: Cleaned, options: Options = {}): Promise<void> {
  const result = await work.cleaned(content, options);
  const rejected = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  expect({ counts: result.counts, reasons: result.reasons }).toEqual({
    counts: { read: clean + rejected, clean, rejected },
    reasons,
  });
}

async function expectRefused([, content, code, says]: Refused, options: Options = {}): Promise<void> {
  const result = await work.clean(content, { dataset: strict, ...options });
  expect(result).toMatchObject({ ok: false, fault: { code, message: expect.stringMatching(says) } });
  // One line that a terminal shows as it stands and that an alarm can carry.
  if (!result.ok) expect(result.fault.message).toMatch(/^\P{Cc}{10,1500}$/u);
  expect(await namesIn(result.directory)).toEqual([]);
}

describe('tsv', () => {
  it.each<Cleaned>([
    ['a header alone', `${header}\n`, 0, {}],
    ['a header alone, without line end', header, 0, {}],
    ['a header alone, with CRLF', `${header}\r\n`, 0, {}],
    ['line ends of all kinds, none at the end', `${header}\r\n${film(1)}\n${film(2)}\r\n${film(3)}`, 3, {}],
    ['a CR doubled before the line end', `${header}\n${film(1)}\r\r\n${film(2)}\n`, 1, { malformed_record: 1 }],
    ['NULs where a disk lost a block', `${good}${'\0'.repeat(5000)}\n${film(3)}\n`, 3, { field_count: 1 }],
    ['NULs at the end', `${good}${'\0'.repeat(5000)}`, 2, { field_count: 1 }],
    ['a Ctrl-Z at the end', `${good}\x1a`, 2, { field_count: 1 }],
    ['values in Latin-1', bytes(`${header}\n${film(1)}\n`, latin1(film(2, 'Amélie')), '\n', film(3, 'Amélie')), 2, { malformed_record: 1 }],
    ['over-long UTF-8', bytes(`${header}\n`, film(1, '').slice(0, 10), [0xc0, 0xaf], '\t0\t1999\tDrama\n'), 0, { malformed_record: 1 }],
    ['UTF-8 cut by the end of the file', bytes(`${header}\ntt0000001\tA`, [0xe2, 0x82]), 0, { malformed_record: 1 }],
    ['quotes, lone and in pairs', `${header}\n${film(1, '"')}\n${film(2, '"a')}\n${film(3, "''")}\n`, 3, {}],
    ['files put together with their headers', `${good}${good.replace(/tt/g, 'tt9')}`, 4, { pattern_mismatch: 1 }],
    ['files put together with their byte order marks', `\uFEFF${good}\uFEFF${header}\n${film(3)}\n`, 3, { pattern_mismatch: 1 }],
    ['a delimiter at the end of every record', `${header}\n${film(1)}\t\n${film(2)}\t\n`, 0, { field_count: 2 }],
    ['10,000 fields', `${header}\n${'x\t'.repeat(10_000)}\n${film(1)}\n`, 1, { field_count: 1 }],
    ['nothing but delimiters', `${header}\n\t\t\t\t\n`, 0, { too_short: 1 }],
    ['line ends that only Unicode knows', `${header}\n${film(1, 'a\u0085b\u2028c\u2029d')}\n`, 1, {}],
    ['form feeds and vertical tabs', `${header}\n${film(1, 'a\fb\vc')}\n`, 1, {}],
    ['escapes that other programs write', `${header}\n${film(1, 'a\\tb\\nc\\')}\n`, 1, {}],
    ['the null of others', `${header}\n${film(1).replace('1901', 'NULL')}\n${film(2).replace('1902', '')}\n`, 0, { not_integer: 2 }],
    ['huge numbers', `${header}\n${film(1).replace('1901', '9'.repeat(400))}\n${film(2).replace('1902', '1e400')}\n`, 0, { out_of_range: 1, not_integer: 1 }],
    ['digits of other scripts', `${header}\n${film(1).replace('1901', '١٩٩٩')}\n${film(2).replace('1902', '１９９９')}\n`, 0, { not_integer: 2 }],
    ['blanks around a number', `${header}\n${film(1).replace('1901', ' 1901')}\n${film(2).replace('1902', '1902\u00a0')}\n`, 0, { not_integer: 2 }],
    ['a record of exactly 2 MiB', `${header}\n${film(1, '').replace('\t\t', `\t${'x'.repeat(2 * MIB - film(1, '').length)}\t`)}\n${film(2)}\n`, 1, { too_long: 1 }],
    ['a record of 2 MiB and 1 byte', `${header}\n${film(1, '').replace('\t\t', `\t${'x'.repeat(2 * MIB - film(1, '').length + 1)}\t`)}\n${film(2)}\n`, 1, { malformed_record: 1 }],
    ['a record of 5 MiB without line end', `${good}${'x'.repeat(5 * MIB)}`, 2, { malformed_record: 1 }],
    ['5,000 blank lines', `${header}\n${'\n'.repeat(5000)}`, 0, { field_count: 5000 }],
  ])('reads %s', (...each) => expectCleaned(each)); // prettier-ignore

  it.each<Refused>([
    ['nothing', '', 'empty_file', /empty/],
    ['a byte order mark alone', '\uFEFF', 'empty_file', /empty/],
    ['a line end alone', '\n', 'header_missing', /must name id/],
    ['blanks alone', '  \r\n \n', 'header_missing', /must name id/],
    ['CR line ends, as of old Macs', good.replaceAll('\n', '\r'), 'not_the_format', /carriage return/],
    ['UTF-16, little end first', Buffer.from(`\uFEFF${good}`, 'utf16le'), 'undecodable', /UTF-16/],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${good}`, 'utf16le').swap16(), 'undecodable', /UTF-16/],
    ['UTF-16 without a mark', Buffer.from(good, 'utf16le'), 'undecodable', /UTF-16/],
    ['UTF-16 without a mark, big end first', Buffer.from(good, 'utf16le').swap16(), 'undecodable', /UTF-16/],
    ['a header in Latin-1', latin1(good.replace('year', 'année')), 'undecodable', /UTF-8/],
    ['NULs alone', Buffer.alloc(100_000), 'header_missing', /must name id/],
    ['a quoted header', good.replace(header, header.replace(/\w+/g, '"$&"')), 'header_missing', /must name id/],
    ['a header in another case', good.replace(header, header.toUpperCase()), 'header_missing', /must name id/],
    ['a header with one name in another case', good.replace('year', 'Year'), 'header_drift', /missing year; not in the contract Year/],
    ['a blank behind a name', good.replace('genres', 'genres '), 'header_drift', /missing genres; not in the contract/],
    ['a byte order mark doubled', `\uFEFF\uFEFF${good}`, 'header_drift', /missing id/],
    ['a delimiter at the end of every line', good.replaceAll('\n', '\t\n'), 'header_drift', /not in the contract/],
    ['10,000 columns', `${header}\t${Array.from({ length: 10_000 }, (_, n) => `c${n}`).join('\t')}\n`, 'header_drift', /c0, c1.* and \d+ more/],
    ['a name of 1 MiB', `${header}\t${'x'.repeat(MIB)}\n`, 'header_drift', /xxx/],
    ['a name that clears the screen', `${header}\t\x1b[2J\x07\n`, 'header_drift', /not in the contract/],
    ['a comment first', `# made by hand\n${good}`, 'header_missing', /must name id/],
    ['no line end for 5 MiB', 'x'.repeat(5 * MIB), 'header_missing', /must name id/],
    ['semicolons', good.replaceAll('\t', ';'), 'not_the_format', /semicolons/],
    ['commas', good.replaceAll('\t', ','), 'not_the_format', /csv/],
    ['a page that says why there is no file', '<!DOCTYPE html>\n<html><body>403 Forbidden</body></html>\n', 'not_the_format', /HTML/],
    ['an error of S3', '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', 'not_the_format', /XML/],
    ['a million blank lines', `${header}\n${'\n'.repeat(1_000_000)}`, 'too_many_rejects', /field_count/],
    ['a million blank lines without a header', '\n'.repeat(1_000_000), 'header_missing', /must name id/],
    ['Parquet', 'PAR1\x15\x04\x15PAR1', 'not_the_format', /Parquet/],
    ['a ZIP archive, as xlsx is one', bytes('PK\x03\x04', Buffer.alloc(100, 7)), 'not_the_format', /ZIP/],
    ['bzip2', bytes('BZh91AY&SY', Buffer.alloc(100, 7)), 'not_the_format', /bzip2/],
    ['xz', bytes([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], Buffer.alloc(100, 7)), 'not_the_format', /xz/],
    ['a tar archive', tar(good), 'not_the_format', /tar/],
  ])('refuses %s', (...each) => expectRefused(each)); // prettier-ignore
});

describe('gzip', () => {
  const gzipped = gzip(good);
  const small = gzipSync(`${header}\n`);
  const changed = (at: number): Buffer => {
    const copy = Buffer.from(gzipped);
    copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
    return copy;
  };

  it.each<Cleaned>([
    ['members that follow each other', bytes(gzipped, gzip(`${film(3)}\n`), gzip(film(4))), 4, {}],
    ['a member that ends within a record', bytes(gzip(good.slice(0, 60)), gzip(good.slice(60))), 2, {}],
    ['empty members', bytes(gzip(''), gzipped, gzip('')), 2, {}],
    ['a name, a comment and more in its head', withHeadFields(gzipped), 2, {}],
    ['stored blocks', gzipSync(good, { level: 0 }), 2, {}],
    ['zeros behind it, as tapes pad', bytes(gzipped, Buffer.alloc(5000)), 2, {}],
  ])('reads %s', (...each) => expectCleaned(each, { compression: 'gzip' }));

  it.each<Refused>([
    ['nothing', '', 'empty_file', /empty/],
    ['nothing, compressed', gzip(''), 'empty_file', /empty/],
    ['gzip of gzip', gzip(gzipped), 'wrong_compression', /twice|gzip/],
    ['text behind it', bytes(gzipped, 'and more'), 'corrupt_compression', /damaged|not gzip/],
    ['one byte behind it', bytes(gzipped, [1]), 'corrupt_compression', /cut short|not gzip/],
    ['half a member behind it', bytes(gzipped, gzipped.subarray(0, 20)), 'corrupt_compression', /cut short/],
    ['a wrong checksum', changed(gzipped.length - 8), 'corrupt_compression', /damaged/],
    ['a wrong length', changed(gzipped.length - 1), 'corrupt_compression', /damaged/],
    ['an unknown method', changed(2), 'corrupt_compression', /damaged/],
    ['a page saved under the name', '<!DOCTYPE html>\n<html></html>', 'wrong_compression', /not compressed/],
    ['a ZIP archive under the name', bytes('PK\x03\x04', Buffer.alloc(100)), 'wrong_compression', /ZIP/],
    ['xz under the name', bytes([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], Buffer.alloc(100)), 'wrong_compression', /xz/],
    ['a tar archive in it', gzip(tar(good)), 'not_the_format', /tar/],
    ['UTF-16 in it', gzip(Buffer.from(`\uFEFF${good}`, 'utf16le')), 'undecodable', /UTF-16/],
  ])('refuses %s', (...each) => expectRefused(each, { compression: 'gzip' })); // prettier-ignore

  it('refuses a file cut short at any byte', async () => {
    for (let length = 0; length < small.length; length++) {
      const code = length === 0 ? 'empty_file' : length === 1 ? 'wrong_compression' : 'corrupt_compression';
      const result = await work.clean(small.subarray(0, length), { compression: 'gzip' });
      expect([length, result]).toMatchObject([length, { ok: false, fault: { code } }]);
    }
    await expectCleaned(['', small, 0, {}], { compression: 'gzip' });
  });

  it('refuses a file with any one byte of its data changed', async () => {
    for (let at = 10; at < small.length; at++) {
      const damaged = Buffer.from(small);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x55, at);
      const result = await work.clean(damaged, { compression: 'gzip' });
      expect([at, result]).toMatchObject([at, { ok: false, fault: { code: 'corrupt_compression' } }]);
    }
  });
});

describe('csv', () => {
  const csvHeader = 'id,primaryTitle,isAdult,year,genres';
  const record = (n: number, title = 'A'): string => `tt000000${n},${title},0,1999,Drama`;

  it.each<Cleaned>([
    ['a quoted header', `"id","primaryTitle",isAdult,"year",genres\n${record(1)}\n`, 1, {}],
    ['quotes that open at the end of the file', `${csvHeader}\n${record(1)}\n"`, 1, { malformed_record: 1 }],
    ['an empty quoted field', `${csvHeader}\n${record(1, '""')}\n`, 0, { too_short: 1 }],
    ['blanks before a quote', `${csvHeader}\n${record(1, ' "A"')}\n${record(2)}\n`, 1, { malformed_record: 1 }],
    ['quotes escaped by backslashes', `${csvHeader}\n${record(1, '"a\\"b"')}\n${record(2)}\n`, 1, { malformed_record: 1 }],
    ['a quoted CR, LF and both', `${csvHeader}\r\n${record(1, '"a\rb\nc\r\nd"')}\r\n`, 1, {}],
    ['a byte order mark before a quote', `\uFEFF"id",primaryTitle,isAdult,year,genres\n${record(1)}`, 1, {}],
    ['NULs in quotes', `${csvHeader}\n${record(1, '"a\0b"')}\n`, 0, { invalid_character: 1 }],
    ['10,000 quotes', `${csvHeader}\n${record(1, '"'.repeat(10_000))}\n${record(2)}\n`, 1, { too_long: 1 }],
    ['10,001 quotes', `${csvHeader}\n${record(1, '"'.repeat(10_001))}\n${record(2)}\n`, 1, { malformed_record: 1 }],
    ['a quote that closes beyond 2 MiB', `${csvHeader}\n${record(1, `"${`${'x'.repeat(1023)}\n`.repeat(2048)}"`)}\n`, 0, { malformed_record: 2, field_count: 2047 }],
    ['a record of 5 MiB without line end', `${csvHeader}\n${record(1)}\n${'x'.repeat(5 * MIB)}`, 1, { malformed_record: 1 }],
    ['a quote before 5 MiB without line end', `${csvHeader}\n${record(1)}\n"${'x'.repeat(5 * MIB)}`, 1, { malformed_record: 1 }],
    ['5 MiB of delimiters', `${csvHeader}\n${record(1)}\n${','.repeat(5 * MIB)}\n${record(2)}`, 2, { malformed_record: 1 }],
    ['5 MiB of quotes', `${csvHeader}\n${record(1)}\n${'"'.repeat(5 * MIB)}\n${record(2)}`, 2, { malformed_record: 1 }],
    ['a delimiter at the end of every record', `${csvHeader}\n${record(1)},\n${record(2)}\n`, 1, { field_count: 1 }],
  ])('reads %s', (...each) => expectCleaned(each, { format: 'csv' })); // prettier-ignore

  it.each<Refused>([
    ['Excel’s line that names the delimiter', `sep=;\n${csvHeader.replaceAll(',', ';')}\n`, 'header_missing', /must name id/],
    ['semicolons', `${csvHeader}\n${record(1)}\n`.replaceAll(',', ';'), 'not_the_format', /semicolons/],
    ['tabs', good, 'not_the_format', /tsv/],
    ['CR line ends', `${csvHeader}\r${record(1)}\r`, 'not_the_format', /carriage return/],
    ['a quote that never closes in the header', `"${csvHeader}\n${record(1)}\n`, 'header_missing', /must name id/],
  ])('refuses %s', (...each) => expectRefused(each, { format: 'csv' })); // prettier-ignore
});

describe('ndjson', () => {
  const record = { id: 'tt0000001', primaryTitle: 'A', isAdult: false, year: 1999, genres: ['Drama'] };
  const line = (change: object = {}): string => JSON.stringify({ ...record, ...change });
  const withYear = (text: string): string => line({ year: 0 }).replace('"year":0', `"year":${text}`);
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);

  it.each<Cleaned>([
    ['a byte order mark', `\uFEFF${line()}\n`, 1, {}],
    ['blank lines alone', '\n\r\n \t\n', 0, {}],
    ['a million blank lines', '\n'.repeat(1_000_000), 0, {}],
    ['CRLF and no line end', `${line()}\r\n${line()}`, 2, {}],
    ['huge numbers', `${withYear('1e400')}\n${withYear('-1e400')}\n${withYear('99999999999999999999')}\n`, 0, { not_integer: 2, out_of_range: 1 }],
    ['numbers that are none in JSON', ['NaN', 'Infinity', '0x10', '+1', '01', '.5', '1_000'].map(withYear).join('\n'), 0, { malformed_record: 7 }],
    ['numbers written otherwise', ['1999.0', '1.999e3', '199900E-2'].map(withYear).join('\n'), 3, {}],
    ['two objects on a line', `${line()}${line()}\n${line()} ${line()}\n${line()}`, 1, { malformed_record: 2 }],
    ['a comma behind each', `${line()},\n${line()},\n`, 0, { malformed_record: 2 }],
    ['single quotes, comments, bare names', `{'id':1}\n{"id":1}//\n{id:1}\n`, 0, { malformed_record: 3 }],
    ['what is no object', '1\nnull\n"tt0000001"\n[]\ntrue\n', 0, { malformed_record: 5 }],
    ['an empty object', '{}\n', 0, { missing_value: 1 }],
    ['names in another case', line().replace('"id"', '"ID"'), 0, { missing_value: 1 }],
    ['a name twice, of which one value would be lost', line().replace('{', '{"id":"x",'), 0, { duplicate_key: 1 }],
    ['a name twice, deep in what nobody knows', line({ more: '@' }).replace('"@"', '[{"a":1,"\\u0061":1}]'), 0, { duplicate_key: 1 }],
    ['names of JavaScript’s own', line().replace('{', '{"more":{"__proto__":{"id":1}},"constructor":1,"toString":null,'), 1, {}],
    ['values in __proto__', line().replace('{', '{"__proto__":{"id":1},'), 0, { reserved_key: 1 }],
    ['values in __proto__ alone', `{"__proto__":${line()}}`, 0, { reserved_key: 1 }],
    ['a NUL, plain and escaped', `${line({ primaryTitle: 'a@b' }).replace('@', '\0')}\n${line({ primaryTitle: 'a\0b' })}\n`, 0, { malformed_record: 1, invalid_character: 1 }],
    ['half a surrogate pair', line({ primaryTitle: 'a\ud83c' }), 0, { invalid_character: 1 }],
    ['a tab that stands plain in a text', line({ primaryTitle: 'a@b' }).replace('@', '\t'), 0, { malformed_record: 1 }],
    ['arrays 200,000 deep where a text should be', line({ primaryTitle: '@' }).replace('"@"', deep), 0, { too_deep: 1 }],
    ['arrays 200,000 deep where a list should be', line({ genres: '@' }).replace('"@"', deep), 0, { too_deep: 1 }],
    ['arrays 200,000 deep in a name that nobody knows', line({ more: '@' }).replace('"@"', deep), 0, { too_deep: 1 }],
    ['arrays 1,000 deep in a name that nobody knows', line({ more: '@' }).replace('"@"', '['.repeat(1000) + ']'.repeat(1000)), 1, {}],
    ['arrays that do not close', '['.repeat(MIB), 0, { malformed_record: 1 }],
    ['invalid UTF-8', bytes('{"id":"', [0xff], `"}\n${line()}`), 1, { malformed_record: 1 }],
    ['a record of 2 MiB and 1 byte', `${line({ more: 'x'.repeat(2 * MIB + 1 - line({ more: '' }).length) })}\n${line()}\n`, 1, { malformed_record: 1 }],
    ['a record of exactly 2 MiB', `${line({ more: 'x'.repeat(2 * MIB - line({ more: '' }).length) })}\n${line()}\n`, 2, {}],
    ['record separators of RFC 7464', `\x1e${line()}\n`, 0, { malformed_record: 1 }],
  ])('reads %s', (...each) => expectCleaned(each, { format: 'ndjson' })); // prettier-ignore

  it.each<Refused>([
    ['nothing', '', 'empty_file', /empty/],
    ['an array on one line', JSON.stringify([record, record]), 'not_the_format', /one object a line/],
    [
      'an array with a line for each',
      `[\n${line()},\n${line()}\n]\n`,
      'too_many_rejects',
      /malformed_record/,
    ],
    ['an object over many lines', JSON.stringify(record, null, 2), 'not_the_format', /one object a line/],
    ['tsv', good, 'not_the_format', /one object a line/],
    ['UTF-16', Buffer.from(`\uFEFF${line()}`, 'utf16le'), 'undecodable', /UTF-16/],
    ['CR line ends', `${line()}\r${line()}\r`, 'not_the_format', /one object a line/],
    ['a page', '<!DOCTYPE html>\n<html></html>\n', 'not_the_format', /HTML/],
  ])('refuses %s', (...each) => expectRefused(each, { format: 'ndjson' }));
});

it('keeps ordinals through all that is odd in a file', async () => {
  const lines = ['', film(1), 'x', film(2), '\0', film(3, 'a\rb'), film(4), 'y'.repeat(3 * MIB), film(5)];
  const result = await work.cleaned(`${header}\r\n${lines.join('\r\n')}`);
  expect(await verdicts(result)).toEqual([
    '0 field_count',
    '1 ok',
    '2 field_count',
    '3 ok',
    '4 field_count',
    '5 malformed_record',
    '6 ok',
    '7 malformed_record',
    '8 ok',
  ]);
});

describe('where two blocks of a file meet', () => {
  const blockBytes = 256 * 1024;
  const tsvTail = `\r\n${film(2, 'é🎬')}\r\n${film(3, 'a\rb')}\r\nx\r\n\r\n${film(4)}\r\n`;
  const csvTail = [
    '\r\ntt0000002,"é""🎬""\r\n,""",0,1999,"a,b"',
    'tt0000003,"a"b,0,1999,c',
    'tt0000004,d,0,1999,c',
    '',
  ].join('\r\n');

  it.each([
    ['tsv', '\t', tsvTail, ['0 too_long', '2 malformed_record', '3 field_count', '4 field_count']],
    ['csv', ',', csvTail, ['0 too_long', '2 malformed_record']],
  ] as const)('nothing of %s is lost', { timeout: 60_000 }, async (format, delimiter, tail, expected) => {
    const head = `${header}\r\ntt0000001\t@\t0\t1999\tx`.replaceAll('\t', delimiter);
    for (let before = 0; before <= Buffer.byteLength(tail); before++) {
      // So long a title that `before` bytes of the tail still stand in the first block.
      const content = head.replace('@', 'y'.repeat(blockBytes - head.length + 1 - before)) + tail;
      const result = await work.cleaned(content, { format });
      const bad = (await quarantined(result)).map(({ ordinal, reason }) => `${ordinal} ${reason}`);
      expect([before, result.counts.clean, bad]).toEqual([before, 2, expected]);
    }
  }); // prettier-ignore
});

describe('whatever the bytes', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      '\r\n',
      '\r',
      '\t',
      '"',
      ',',
      '\0',
      '\\',
      '{',
      '}',
      '\uFEFF',
      'é',
      '🎬',
      '\u2028',
      header,
    ),
    fc.integer({ min: 1, max: 9 }).map((n) => `${film(n)}\n`),
    fc.integer({ min: 1, max: 9 }).map((n) => `"tt000000${n}","a""b",0,1999,"c,d"\r\n`),
    fc.integer({ min: 1, max: 9 }).map((n) => `{"id":"tt000000${n}","primaryTitle":"A","isAdult":true}\n`),
    fc.uint8Array({ maxLength: 4 }).map((some) => Buffer.from(some)),
  );
  const body = fc.array(piece, { maxLength: 60 }).map((pieces) => bytes(...pieces));

  it('each line of tsv is one record', async () => {
    await fc.assert(
      fc.asyncProperty(body, async (content) => {
        const lineFeeds = content.filter((byte) => byte === 10).length;
        const unended = content.length > 0 && content.at(-1) !== 10 ? 1 : 0;
        const { counts } = await work.cleaned(bytes(`${header}\n`, content));
        expect(counts.read).toBe(lineFeeds + unended);
        expect(counts.clean + counts.rejected).toBe(counts.read);
      }),
      { seed: 1 },
    );
  });

  // No record is lost, or cleaning throws an AccountingError.
  it.each([
    ['csv', `${header.replaceAll('\t', ',')}\n`],
    ['ndjson', ''],
  ] as const)('%s is cleaned, or refused for a reason', async (format, start) => {
    const codes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(body, async (content) => {
        const result = await work.clean(bytes(start, content), { format });
        codes.add(result.ok ? 'cleaned' : result.fault.code);
      }),
      { seed: 1 },
    );
    expect(codes).toContain('cleaned');
    for (const code of codes)
      expect(['cleaned', 'empty_file', 'not_the_format', 'undecodable', 'wrong_compression']).toContain(code);
  });
});

/** A gzip file with every optional field in its head. @see https://www.rfc-editor.org/rfc/rfc1952 */
function withHeadFields(plain: Buffer): Buffer {
  const head = Buffer.from(plain.subarray(0, 10));
  // FEXTRA, FNAME and FCOMMENT; a checksum of the head is seldom written.
  head.writeUInt8(0x04 | 0x08 | 0x10, 3);
  return bytes(head, [4, 0], 'more', 'films.tsv\0', 'a comment\0', plain.subarray(10));
}

/** A tar archive of one file. @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
function tar(content: string): Buffer {
  const head = Buffer.alloc(512);
  head.write('films.tsv', 0);
  head.write('0000644\0', 100);
  head.write(`${Buffer.byteLength(content).toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.fill(' ', 148, 156);
  head.write('0', 156);
  head.write('ustar\x0000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes(head, content, Buffer.alloc(-Buffer.byteLength(content) & 511), Buffer.alloc(1024));
}
