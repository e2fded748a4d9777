import { bigint, defineDataset, text } from '@sluice/contracts';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from './decode-record.js';
import {
  aggregateOf,
  bytesOf,
  codec,
  enveloped,
  inShort,
  judged,
  rating,
  recordId,
  rejectOf,
} from './judged.testing.js';
import { tooLargePayload } from './record-faults.js';
import { recordLimits } from './record-limits.js';

const good = (number: number) => JSON.stringify(enveloped(rating(number)));
const pretty = (number: number) => JSON.stringify(enveloped(rating(number)), null, 2);
const bom = '\uFEFF';
// A frame of zstd with one block as it is.
const zstd = (content: string) =>
  Buffer.concat([
    Buffer.from([
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0x60,
      (content.length - 256) & 0xff,
      (content.length - 256) >> 8,
      ...[0, 8, 16].map((bits) => (((content.length << 3) | 1) >> bits) & 0xff),
    ]),
    Buffer.from(content),
  ]);
const long = `${good(1)}\n${good(2)}${' '.repeat(300)}`;

describe('the payloads of a record', () => {
  it.each<[string, unknown, [string, unknown][]]>([
    ['an object', good(1), [['', 1]]],
    ['an object over several lines', `\n${pretty(1)}\n`, [['', 1]]],
    ['an object behind a byte order mark', `${bom}${good(1)}`, [['', 1]]],
    ['one line', `${good(1)}\n`, [['', 1]]],
    [
      'an array',
      `[${good(1)}, ${good(2)}]`,
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    ['an array of one', `[${good(1)}]`, [[':000000', 1]]],
    [
      'an array over several lines',
      ` [\n${pretty(1)}\n,\n${pretty(2)}\n]\r\n`,
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    ['an array behind a byte order mark', `${bom}[${good(1)}]`, [[':000000', 1]]],
    [
      'an array with bad elements',
      `[1,${good(1)},{"dataset":"x","data":{}},{"a":1,"a":2},[]]`,
      [
        [':000000', 'malformed_record'],
        [':000001', 1],
        [':000002', 'unknown_dataset'],
        [':000003', 'duplicate_key'],
        [':000004', 'malformed_record'],
      ],
    ],
    [
      'lines',
      `${good(1)}\n${good(2)}`,
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    [
      'lines of Windows, blank ones between',
      `\r\n${good(1)}\r\n \t\r\n\n${good(2)}\r\n`,
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    [
      'lines, each behind a byte order mark',
      `${bom}${good(1)}\n${bom}${good(2)}\n`,
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    [
      'a bad line and its neighbours',
      `${good(1)}\n{"a":\n${good(2)}\n[]\n`,
      [
        [':000000', 1],
        [':000001', 'malformed_record'],
        [':000002', 2],
        [':000003', 'malformed_record'],
      ],
    ],
    [
      'a bad line first',
      `oops\n${good(2)}`,
      [
        [':000000', 'malformed_record'],
        [':000001', 2],
      ],
    ],
    [
      'a line that is not UTF-8',
      Buffer.concat([Buffer.from(`${good(1)}\n`), Buffer.from([0xff]), Buffer.from(`\n${good(2)}`)]),
      [
        [':000000', 1],
        [':000001', 'malformed_record'],
        [':000002', 2],
      ],
    ],
    [
      'lines with a key twice',
      `{"a":1,"a":2}\n${good(2)}`,
      [
        [':000000', 'duplicate_key'],
        [':000001', 2],
      ],
    ],
    [
      'broken JSON over several lines',
      `{\n"dataset": "x",\n"data": {"a": 1},,\n}`,
      [['', 'malformed_record']],
    ],
    [
      'a broken array, one element a line',
      `[\n${good(1)},\n${good(2)}\n${good(3)}\n]`,
      [['', 'malformed_record']],
    ],
    ['an array without its end', `[${good(1)},${good(2)}`, [['', 'malformed_record']]],
    ['an array with something behind it', `[${good(1)}]]`, [['', 'malformed_record']]],
    ['an array with a comma too many', `[${good(1)},]`, [['', 'malformed_record']]],
    ['gzip of an object', gzipSync(good(1)), [['', 1]]],
    [
      'gzip of lines',
      gzipSync(`${good(1)}\n${good(2)}`),
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    [
      'zstd of lines',
      zstd(long),
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    [
      'an aggregate',
      aggregateOf(good(1), good(2)),
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    ['an aggregate of one', aggregateOf(good(1)), [[':000000', 1]]],
    [
      'an aggregate of everything',
      aggregateOf(
        good(1),
        `[${good(2)},${good(3)}]`,
        gzipSync(`${good(4)}\n{\n`),
        '',
        Buffer.from([0x1f, 0x8b, 8]),
        zstd(`${good(5)}${' '.repeat(300)}`),
      ),
      [
        [':000000', 1],
        [':000001:000000', 2],
        [':000001:000001', 3],
        [':000002:000000', 4],
        [':000002:000001', 'malformed_record'],
        [':000003', 'empty_record'],
        [':000004', 'damaged_compression'],
        [':000005', 5],
      ],
    ],
    [
      'gzip of an aggregate',
      gzipSync(aggregateOf(good(1), gzipSync(good(2)))),
      [
        [':000000', 1],
        [':000001', 2],
      ],
    ],
    ['nothing', '', [['', 'empty_record']]],
    ['blanks', ' \r\n\t\n', [['', 'empty_record']]],
    ['a byte order mark', bom, [['', 'empty_record']]],
    ['an array without an element', ' [ ] ', [['', 'empty_record']]],
    ['gzip of nothing', gzipSync(''), [['', 'empty_record']]],
    ['an aggregate of nothing', aggregateOf(), [['', 'empty_record']]],
  ])('%s', (_, content, expected) => {
    expect(inShort(judged(content))).toEqual(expected);
  });

  it('are all elements of an array, whatever stands in their texts', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.stringify(one));
    const nasty = fc.constantFrom('"\\"],["', '{"]":"\\\\"}', '"\\\\"', '[[],{"a":"}"}]', '""');
    const blank = fc.constantFrom('', ' ', '\n\t');
    const elements = fc.array(fc.tuple(blank, fc.oneof(value, nasty), blank), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(elements, (all) => {
        const raws: string[] = [];
        const bytes = bytesOf(`[${all.map((parts) => parts.join('')).join(',')}]`);
        decodeRecord(bytes, codec, (_payload, _place, raw) => raws.push(Buffer.from(raw).toString()));
        expect(raws).toEqual(all.map(([, element]) => element));
      }),
      { seed: 37, numRuns: 300 },
    );
  });

  it('are rejected with their own bytes, or the record’s where they are all of it', () => {
    const raws = (content: unknown) =>
      judged(content).map((one) => ('reject' in one ? Buffer.from(one.reject.raw, 'base64') : undefined));
    const wrapped = gzipSync('{"a":');
    expect(raws('[ {"a" : "é"} ,\n1 ]').map(String)).toEqual(['{"a" : "é"}', '1']);
    expect(raws(`{"é":1}\r\n\n{"b":1}\n`).map(String)).toEqual(['{"é":1}\r', '{"b":1}']);
    expect(raws(wrapped)).toEqual([wrapped]);
    expect(raws(aggregateOf(wrapped, '[1]'))).toEqual([wrapped, Buffer.from('1')]);
    const unreadable = gzipSync(' [1,');
    expect(raws(unreadable)).toEqual([unreadable]);
  });
});

describe('bad input', () => {
  const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const withNote = (note: string) => good(1).replace('}}', `,"note":${note}}}`);
  const truncated = gzipSync(good(1));
  const checksum = aggregateOf(good(1));
  checksum[checksum.length - 1] = (checksum.at(-1) ?? 0) ^ 1;

  it.each<[string, unknown, string, string]>([
    ['truncated gzip', truncated.subarray(0, truncated.length - 4), 'unrouted', 'damaged_compression'],
    ['gzip’s magic and no gzip', Buffer.from([0x1f, 0x8b, 0x7b, 0x7d]), 'unrouted', 'damaged_compression'],
    ['truncated zstd', zstd(long).subarray(0, 200), 'unrouted', 'damaged_compression'],
    ['a wrong KPL checksum', checksum, 'unrouted', 'damaged_aggregate'],
    [
      'the KPL’s magic and no aggregate',
      Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0x7b]),
      'unrouted',
      'damaged_aggregate',
    ],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'unrouted', 'malformed_record'],
    ['nesting deeper than any column', withNote(deep(1001)), 'title-ratings', 'too_deep'],
    ['nesting deeper than the stack', withNote(deep(200_000)), 'title-ratings', 'too_deep'],
    [
      'nesting deeper than the stack, without an end',
      `{"a":${'['.repeat(200_000)}`,
      'unrouted',
      'malformed_record',
    ],
    [
      '__proto__ in the record',
      good(1).replace('"data":{', '"data":{"__proto__":{"a":1},'),
      'title-ratings',
      'reserved_key',
    ],
    [
      '__proto__ in the envelope',
      good(1).replace('{', '{"__proto__":{"a":1},'),
      'title-ratings',
      'reserved_key',
    ],
    [
      '__proto__ instead of data',
      '{"dataset":"title-ratings","__proto__":{"data":{}}}',
      'unrouted',
      'reserved_key',
    ],
    ['a key twice', withNote('1,"note":2'), 'title-ratings', 'duplicate_key'],
    ['a key twice, deep down', withNote('[{"a":1,"\\u0061":2}]'), 'title-ratings', 'duplicate_key'],
    ['data twice', good(1).replace('{', '{"data":{},'), 'title-ratings', 'duplicate_key'],
    ['the dataset twice', good(1).replace('{', '{"dataset":"title-basics",'), 'unrouted', 'duplicate_key'],
    ['an unknown dataset', { dataset: 'nope', data: {} }, 'unrouted', 'unknown_dataset'],
    [
      'a contract version from the future',
      { ...enveloped(rating(1)), contractVersion: 99 },
      'title-ratings',
      'unknown_contract_version',
    ],
    [
      '5 MiB in one value',
      enveloped({ ...rating(1), tconst: 'x'.repeat(5 * 1024 * 1024) }),
      'title-ratings',
      'too_long',
    ],
  ])('%s', (_, content, dataset, reason) => {
    const reject = rejectOf(content);
    expect(reject).toMatchObject({ dataset, reason, recordId });
    expect(Buffer.compare(Buffer.from(reject.raw, 'base64'), bytesOf(content))).toBe(0);
  });

  it('5 MiB beside the columns do no harm, nor does __proto__ in a value', () => {
    expect(judged(withNote(`"${'x'.repeat(5 * 1024 * 1024)}"`))).toMatchObject([{ row: {} }]);
    expect(inShort(judged(withNote('{"__proto__":{"numVotes":7}}')))).toEqual([['', 1]]);
  });

  it('numbers beyond 2^53 are told, not rounded', () => {
    const counts = defineDataset({
      name: 'counts',
      version: 1,
      table: { schema: 's', name: 'counts' },
      columns: [bigint('n'), text('word', { maxBytes: 40, nullable: true })],
      load: { mode: 'append' },
    });
    const options = { findDataset: () => counts, boundDataset: 'counts' };
    expect(rejectOf('{"n":9007199254740993}', options)).toMatchObject({
      reason: 'inexact_number',
      column: 'n',
    });
    expect(rejectOf('{"n":1,"word":12345678901234567890}', options)).toMatchObject({
      reason: 'inexact_number',
    });
    expect(judged('{"n":"9007199254740993"}', options)).toMatchObject([
      { row: { values: ['9007199254740993', null] } },
    ]);
  });

  it('10,000 bad payloads of one record are 10,000 rejects', () => {
    const all = judged(Array.from({ length: 10_000 }, () => '{"dataset":"nope","data":{}}').join('\n'));
    expect(new Set(all.map((one) => ('reject' in one ? one.reject.recordId : '')))).toHaveProperty(
      'size',
      10_000,
    );
  });
});

describe('the limits of a record', () => {
  const found = (content: unknown, limits: Partial<typeof recordLimits>) => {
    const all: [string | undefined, string][] = [];
    decodeRecord(
      bytesOf(content),
      codec,
      (payload, place) =>
        all.push([place, payload.ok ? 'ok' : `${payload.fault.reason}: ${payload.fault.rule}`]),
      { ...recordLimits, ...limits },
    );
    return all;
  };
  const mebibyte = 1024 * 1024;

  it('64 MiB of text, decompressed', () => {
    const rule = 'decompression_bomb: at most 64 MiB of text in a record';
    const bomb = gzipSync(Buffer.alloc(mebibyte + 1, ' '));
    expect(found(bomb, { textBytes: mebibyte })).toEqual([[undefined, rule.replace('64', '1')]]);
    expect(found(bomb, { textBytes: mebibyte + 1 })).toEqual([
      [undefined, expect.stringMatching(/^empty_record/)],
    ]);
    // Of zstd, 4 bytes for each 128 KiB: known by its headers.
    const header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50];
    const blocks = Array.from({ length: 513 }, () => [0x02, 0x00, 0x10, 0x20]).flat();
    expect(found(Buffer.from([...header, ...blocks, 0x01, 0x00, 0x00]), {})).toEqual([[undefined, rule]]);
  });

  it('the same for all user records of an aggregate together', () => {
    const blanks = gzipSync(Buffer.from(`{"a":1}${' '.repeat(mebibyte - 7)}`));
    expect(found(aggregateOf(blanks, blanks, blanks, '{"b":1}'), { textBytes: 2 * mebibyte })).toEqual([
      ['000000', 'ok'],
      ['000001', 'ok'],
      ['000002', 'decompression_bomb: at most 2 MiB of text in a record'],
      ['000003', 'decompression_bomb: at most 2 MiB of text in a record'],
    ]);
  });

  it('16 MiB of text in a payload, so that what it is parsed to can be held', () => {
    const large = `{"a":"${'x'.repeat(2 * mebibyte)}"}`;
    const tooLarge = 'decompression_bomb: at most 1 MiB of text in a payload';
    const limits = { payloadBytes: mebibyte };
    expect(found(large, limits)).toEqual([[undefined, tooLarge]]);
    expect(found(`${large}\n{"b":1}`, limits)).toEqual([
      ['000000', tooLarge],
      ['000001', 'ok'],
    ]);
    expect(found(`[{"b":1},${large}]`, limits)).toEqual([
      ['000000', 'ok'],
      ['000001', tooLarge],
    ]);
    expect(tooLarge.replace('1 MiB', '16 MiB')).toContain(tooLargePayload(recordLimits).fault.rule);
  });

  it('too many payloads', () => {
    const tooMany = 'decompression_bomb: at most 3 payloads in a record';
    const limits = { payloads: 3 };
    expect(found('[1,2,3]', limits)).toHaveLength(3);
    expect(found('[1,2,3,4]', limits)).toEqual([[undefined, tooMany]]);
    expect(found('{"a":1}\n{}\n{}\n{}', limits)).toEqual([[undefined, tooMany]]);
    expect(found(aggregateOf('{}', '{}', '{}', '{}'), limits)).toEqual([[undefined, tooMany]]);
    expect(found(aggregateOf('[1,2]', '[1,2]', '{}'), limits)).toEqual([
      ['000000:000000', 'malformed_record: a JSON object'],
      ['000000:000001', 'malformed_record: a JSON object'],
      ['000001', tooMany],
      ['000002', 'ok'],
    ]);
  });
});
