import { describe, expect, it } from 'vitest';
import { bigint, boolean, date, decimal, double, integer, list, text, timestamp } from '../column.js';
import { titleBasics } from '../datasets/title-basics.js';
import { titleRatings } from '../datasets/title-ratings.js';
import { defineDataset } from '../define-dataset.js';
import { recordValidator } from '../zod-schema.js';
import { sampleFileLines, sampleRecords } from './sample-data.js';

const third = defineDataset({
  name: 'third',
  version: 1,
  table: { schema: 's', name: 't' },
  columns: [
    bigint('id'),
    text('code', { maxBytes: 8, pattern: '^[A-Z]{2}-\\d{1,4}$' }),
    text('state', { maxBytes: 9, enum: ['open', 'shut'] }),
    text('note', { minBytes: 0, maxBytes: 5, nullable: true }),
    decimal('price', { precision: 9, scale: 2, min: '-5.5' }),
    double('weight', { nullable: true }),
    boolean('sold'),
    date('day'),
    timestamp('at'),
    integer('year', { min: 2000, max: 2001 }),
    list('tags', { separator: 'a', maxBytes: 12 }),
  ],
  nullTokens: ['', '\\N'],
  load: { mode: 'upsert', key: ['id'] },
});

describe.each([titleBasics, titleRatings, third])('samples of $name', (dataset) => {
  const validate = recordValidator(dataset);
  const options = { rows: 3000, seed: 9, faultRatio: 0.2 };

  it('as file lines get the verdict they were made for', () => {
    const [head, ...lines] = [...sampleFileLines(dataset, options)];
    expect(head?.line).toBe(dataset.columns.map(({ from }) => from).join('\t'));
    expect(lines).toHaveLength(3000);
    const kinds = new Set<string>();
    for (const { line, expected, column } of lines) {
      kinds.add(expected);
      const fields = line.split('\t');
      if (expected === 'field_count') expect(fields.length).not.toBe(dataset.columns.length);
      else if (expected === 'malformed_record') expect(line).toContain('\r');
      else {
        const verdict = validate(
          Object.fromEntries(dataset.columns.map(({ from }, index) => [from, fields[index]])),
        );
        const got = verdict.ok ? ['valid', null] : [verdict.fault.reason, verdict.fault.column];
        expect([line, ...got]).toEqual([line, expected, column]);
      }
    }
    expect(kinds.size).toBeGreaterThanOrEqual(9);
  });

  it('as stream records get the verdict they were made for; repeats are exact', () => {
    const records = [...sampleRecords(dataset, { ...options, duplicateRatio: 0.1 })];
    let repeats = 0;
    for (const { record, expected, column, duplicateOf } of records) {
      const verdict = validate(JSON.parse(JSON.stringify(record)));
      const got = verdict.ok ? ['valid', null] : [verdict.fault.reason, verdict.fault.column];
      expect([record, ...got]).toEqual([record, expected, column]);
      if (duplicateOf === undefined) continue;
      repeats++;
      expect(records[duplicateOf]).toMatchObject({ record, expected: 'valid' });
    }
    expect(repeats).toBeGreaterThan(100);
  });

  it('are the same for the same seed, and others for another', () => {
    const lines = (seed: number) =>
      [...sampleFileLines(dataset, { ...options, seed })].map(({ line }) => line);
    expect(lines(9)).toEqual(lines(9));
    expect(lines(10)).not.toEqual(lines(9));
  });
});

it('keys of an upsert are distinct', () => {
  for (const dataset of [titleBasics, third]) {
    const lines = [...sampleFileLines(dataset, { rows: 20_000, seed: 1, faultRatio: 0 })];
    expect(new Set(lines.map(({ line }) => line.split('\t')[0])).size).toBe(20_001);
  }
});

it('no fault is made where none is asked for', () => {
  const lines = [...sampleFileLines(titleBasics, { rows: 2000, seed: 1, faultRatio: 0 })];
  expect(lines.every(({ expected }) => expected === 'valid')).toBe(true);
});
