import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { titleBasics } from '../datasets/title-basics.js';
import { titleRatings } from '../datasets/title-ratings.js';
import {
  bigint,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
} from '../define-column.js';
import { defineDataset } from '../define-dataset.js';
import type { ReasonCode } from '../reason.js';
import { recordValidator } from '../zod-schema.js';
import { sampleFileLines } from './sample-data.js';
import { SampleError, type ExpectedVerdict } from './sample-options.js';
import { sampleRecords } from './sample-records.js';

const sha256Hex = (value: string) => createHash('sha256').update(value).digest('hex');

const everyType = defineDataset({
  name: 'third',
  version: 1,
  table: { schema: 's', name: 't' },
  columns: [
    bigint('id', { mask: 'sha256' }),
    text('code', { maxBytes: 8, pattern: '^[A-Z]{2}-\\d{1,4}$' }),
    text('state', { maxBytes: 9, enum: ['open', 'shut', '\tjar'] }),
    text('note', { minBytes: 0, maxBytes: 5, nullable: true, trim: true }),
    text('initials', { maxBytes: 3, pattern: '^.+$', nullTokens: ['x'], nullable: true, mask: 'redact' }),
    decimal('price', { precision: 9, scale: 2, min: '-5.5', trim: true }),
    decimal('share', { precision: 18, scale: 18 }),
    double('weight', { nullable: true }),
    boolean('sold', { trueTexts: ['1', 'yes'], falseTexts: ['0'], mask: 'drop' }),
    date('on_day', { nullable: true, nullTokens: ['-', '?'], mask: 'sha256' }),
    timestamp('at', { trim: true }),
    timestamp('seen', { mask: 'sha256' }),
    integer('year', { min: 2000, max: 2001, trim: true }),
    list('tags', { separator: 'a', maxBytes: 12 }),
    list('marks', { maxBytes: 40, mask: 'sha256', trim: true, nullable: true }),
    json('extra', { maxBytes: 60, nullable: true }),
    json('more', { maxBytes: 500, trim: true, mask: 'redact' }),
  ],
  nullTokens: ['', '\\N'],
  file: { csvDelimiter: ';' },
  load: { mode: 'upsert', key: ['id'] },
});

/** The verdict in the sample's terms. */
function judged(verdict: ReturnType<ReturnType<typeof recordValidator>>): ExpectedVerdict {
  if (verdict.ok) return { expected: 'valid', column: null, row: verdict.row };
  return { expected: verdict.fault.reason, column: verdict.fault.column, row: null };
}

/** Of one line, quotes as of RFC 4180; what is not, such as a stray carriage return, makes it none. */
function csvFields(line: string, delimiter: string): string[] | undefined {
  const field = new RegExp(`${delimiter}(?:"((?:[^"]|"")*)"|([^"\\r\\n${delimiter}]*))`, 'g');
  const fields = [...(delimiter + line).matchAll(field)];
  if (fields.map(([whole]) => whole).join('') !== delimiter + line) return undefined;
  return fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

describe.each([titleBasics, titleRatings, everyType])('samples of $name', (dataset) => {
  const validate = recordValidator(dataset, sha256Hex);
  const options = { rows: 800, seed: 9, faultRatio: 0.2, sha256Hex };
  const sources = dataset.columns.map(({ from }) => from);

  it.each([
    ['tsv', (line: string) => (line.includes('\r') ? undefined : line.split('\t'))],
    ['csv', (line: string) => csvFields(line, dataset.file.csvDelimiter)],
  ] as const)('as %s lines get the verdict they were made for', (format, fieldsOf) => {
    const [head, ...lines] = [...sampleFileLines(dataset, { ...options, format })];
    expect(head?.line.split(/[\t,;]/)).toEqual(sources);
    expect(lines).toHaveLength(800);
    const kinds = new Set<string>();
    for (const { line, ...expected } of lines) {
      kinds.add(expected.expected);
      const fields = fieldsOf(line);
      const got =
        fields === undefined
          ? { expected: 'malformed_record', column: null, row: null }
          : fields.length !== sources.length
            ? { expected: 'field_count', column: null, row: null }
            : judged(validate(Object.fromEntries(sources.map((from, index) => [from, fields[index]]))));
      expect([line, got]).toEqual([line, expected]);
    }
    expect(kinds.size).toBeGreaterThanOrEqual(9);
  });

  it('as ndjson lines get the verdict they were made for', () => {
    const kinds = new Set<string>();
    for (const { line, ...expected } of sampleFileLines(dataset, { ...options, format: 'ndjson' })) {
      kinds.add(expected.expected);
      if (expected.expected === 'malformed_record') expect(() => JSON.parse(line) as unknown).toThrow();
      else expect([line, judged(validate(JSON.parse(line)))]).toEqual([line, expected]);
    }
    expect(kinds).toContain('malformed_record');
    expect(kinds).toContain('inexact_number');
  });

  it('as stream records get the verdict they were made for; repeats are exact', () => {
    const records = [...sampleRecords(dataset, { ...options, duplicateRatio: 0.1 })];
    let repeats = 0;
    for (const { record, duplicateOf, ...expected } of records) {
      const got = judged(validate(JSON.parse(JSON.stringify(record))));
      expect([record, got]).toEqual([record, expected]);
      if (duplicateOf === undefined) continue;
      repeats++;
      expect(records[duplicateOf]).toMatchObject({ record, expected: 'valid' });
    }
    expect(repeats).toBeGreaterThan(30);
  });

  it('are the same for the same seed, and others for another', () => {
    const lines = (seed: number) =>
      [...sampleFileLines(dataset, { ...options, rows: 500, seed })].map(({ line }) => line);
    expect(lines(9)).toEqual(lines(9));
    expect(lines(10)).not.toEqual(lines(9));
  });
});

it('keys of an upsert are distinct', () => {
  for (const dataset of [titleBasics, everyType]) {
    const lines = [...sampleFileLines(dataset, { rows: 8000, seed: 1, faultRatio: 0, sha256Hex })];
    expect(new Set(lines.map(({ line }) => line.split('\t')[0])).size).toBe(8001);
  }
});

it('no fault is made where none is asked for', () => {
  const lines = [...sampleFileLines(titleBasics, { rows: 2000, seed: 1, faultRatio: 0 })];
  expect(lines.every(({ expected }) => expected === 'valid')).toBe(true);
});

describe('shares of faults by reason', () => {
  const rows = 20_000;
  const shares = {
    field_count: 0.02,
    out_of_range: 0.05,
    not_integer: 0.01,
    malformed_record: 0.005,
  } as const;

  it('are kept, and no other fault is made', () => {
    const counts = new Map<string, number>();
    for (const { expected } of sampleFileLines(titleBasics, { rows, seed: 4, faults: shares }))
      counts.set(expected, (counts.get(expected) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([...Object.keys(shares), 'valid'].sort());
    for (const [reason, share] of Object.entries(shares)) {
      const deviation = Math.sqrt(rows * share * (1 - share));
      expect(Math.abs((counts.get(reason) ?? 0) - rows * share)).toBeLessThan(4 * deviation);
    }
  });

  it('may make every record bad', () => {
    const lines = [...sampleFileLines(titleBasics, { rows: 100, seed: 4, faults: { not_list: 1 } })];
    expect(
      lines.slice(1).every(({ expected, column }) => expected === 'not_list' && column === 'genres'),
    ).toBe(true);
  });

  it.each<[string, Partial<Record<ReasonCode, number>>]>([
    ['a reason that no column can give', { not_json: 0.1 }],
    ['a reason that only JSON can give', { inexact_number: 0.1 }],
    ['shares above 1 in all', { field_count: 0.6, out_of_range: 0.6 }],
    ['a share below 0', { field_count: -0.1 }],
  ])('are refused for %s', (_, faults) => {
    expect(() => [...sampleFileLines(titleBasics, { rows: 1, seed: 1, faults })]).toThrow(SampleError);
  });
});

it('a digest that cannot be made is asked for', () => {
  expect(() => [...sampleFileLines(everyType, { rows: 1, seed: 1 })]).toThrow(/sha256Hex/);
});
