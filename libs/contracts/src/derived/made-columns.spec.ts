import { createHash } from 'node:crypto';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { bigint, date, decimal, integer, text, timestamp } from '../define-column.js';
import { defineDataset } from '../define-dataset.js';
import { sampleFileLines } from '../sample/sample-data.js';
import { SampleError, type ExpectedVerdict } from '../sample/sample-options.js';
import { sampleRecords } from '../sample/sample-records.js';
import { recordValidator } from '../zod-schema.js';
import { copyColumns } from './copy-columns.js';
import { dataDictionary } from './data-dictionary.js';
import { jsonSchema } from './json-schema.js';
import { isValid } from './validate-json.testing.js';

const sha256Hex = (value: string) => createHash('sha256').update(value).digest('hex');

/** What the contract makes itself: defaults, and columns that are derived. */
const shop = defineDataset({
  name: 'shop-visits',
  version: 1,
  table: { schema: 'shop', name: 'visits' },
  columns: [
    text('shop', { maxBytes: 12 }),
    bigint('seen_ms', { from: 'seenMs', mask: 'drop' }),
    timestamp('seen_at', { derive: { kind: 'instant', of: 'seen_ms', unit: 'milliseconds' } }),
    timestamp('left_at', { from: 'leftAt', nullable: true }),
    date('left_on', { nullable: true, derive: { kind: 'day', of: 'left_at' } }),
    text('email', { maxBytes: 90, mask: 'drop' }),
    text('email_hash', { maxBytes: 90, mask: 'sha256', derive: { kind: 'lower', of: 'email' } }),
    text('country', { maxBytes: 2, trim: true, default: 'GB' }),
    text('country_code', { maxBytes: 2, enum: ['gb', 'de'], derive: { kind: 'lower', of: 'country' } }),
    integer('pieces', { min: 0, default: '1' }),
    decimal('price', { precision: 7, scale: 2, nullable: true, default: '0' }),
    text('visit', { maxBytes: 40, derive: { kind: 'concat', of: ['shop', 'pieces', 'price'], separator: '/' } }),
  ],
  load: { mode: 'upsert', key: ['visit'], versionColumn: 'seen_at' },
}); // prettier-ignore

const validate = recordValidator(shop, sha256Hex);

function judged(record: unknown): ExpectedVerdict {
  const verdict = validate(record);
  if (verdict.ok) return { expected: 'valid', column: null, row: verdict.row };
  return { expected: verdict.fault.reason, column: verdict.fault.column, row: null };
}

describe('samples', () => {
  const options = { rows: 300, seed: 4, faultRatio: 0.3, sha256Hex };
  const sources = ['shop', 'seenMs', 'leftAt', 'email', 'country', 'pieces', 'price'];

  it('of files have the columns that the contract reads, and the verdicts they were made for', () => {
    const [head, ...lines] = [...sampleFileLines(shop, options)];
    expect(head?.line.split('\t')).toEqual(sources);
    for (const { line, ...expected } of lines) {
      if (expected.column === null && expected.row === null) continue;
      const fields = line.split('\t');
      const record = Object.fromEntries(sources.map((source, index) => [source, fields[index]]));
      expect([line, judged(record)]).toEqual([line, expected]);
    }
    expect(lines.filter(({ expected }) => expected === 'valid').length).toBeGreaterThan(150);
  });

  it('of streams do, too, and are valid under the schema', () => {
    const schema = jsonSchema(shop);
    let defaults = 0;
    for (const { record, ...expected } of sampleRecords(shop, options)) {
      expect(Object.keys(record).filter((key) => !sources.includes(key))).toEqual([]);
      expect([record, judged(JSON.parse(JSON.stringify(record)))]).toEqual([record, expected]);
      if (expected.expected !== 'valid') continue;
      expect(isValid(schema, record)).toBe(true);
      if (record['country'] === null) defaults++;
    }
    expect(defaults).toBeGreaterThan(10);
  });

  it('are distinct in a key that is derived', () => {
    const lines = [...sampleFileLines(shop, { ...options, rows: 2000, faultRatio: 0 })].slice(1);
    expect(new Set(lines.map(({ row }) => row?.at(-1))).size).toBe(2000);
  });

  it('are not made where nothing that is derived can be right', () => {
    const never = defineDataset({
      ...shop,
      columns: [
        text('shop', { maxBytes: 12 }),
        text('code', { maxBytes: 1, pattern: '^\\d$', derive: { kind: 'concat', of: ['shop', 'shop'], separator: '-' } }),
      ],
      load: { mode: 'append' },
    }); // prettier-ignore
    expect(() => [...sampleFileLines(never, options)]).toThrow(SampleError);
    expect(() => [...sampleFileLines(never, options)]).toThrow('column code: no sample');
  });
});

describe('the JSON Schema', () => {
  const schema = jsonSchema(shop) as { properties: Record<string, object>; [key: string]: unknown };

  it('asks for what has neither a default nor null, and for nothing that is derived', () => {
    expect(schema['required']).toEqual(['shop', 'seenMs', 'email']);
    expect(Object.keys(schema.properties)).not.toContain('');
    expect(schema.properties['country']).toMatchObject({ default: 'GB' });
    expect(Object.keys(schema['x-derived'] as object)).toEqual(
      shop.columns.filter(({ derive }) => derive).map(({ name }) => name),
    );
    expect(schema['x-derived']).toMatchObject({ left_on: 'optional date as YYYY-MM-DD, UTC day of left_at' });
  });

  it('accepts null where a default stands for it', () => {
    const record = { shop: 'a', seenMs: 1, email: 'b' };
    expect(isValid(jsonSchema(shop), { ...record, pieces: null, country: ' \\N ' })).toBe(true);
    expect(isValid(jsonSchema(shop), { ...record, pieces: '' })).toBe(false);
    expect(isValid(jsonSchema(shop), { ...record, shop: null })).toBe(false);
  });
});

describe('the data dictionary', () => {
  const dictionary = dataDictionary(shop);
  /** The cells of a column's row in a section. */
  const cellsOf = (name: string, section: string): string[] =>
    (dictionary.split(`## ${section}`)[1] ?? '')
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}\``))
      ?.split('|')
      .map((cell) => cell.trim())
      .slice(1, -1) ?? [];

  it('says how a column is made, and what stands for null', () => {
    expect(cellsOf('seen_at', 'Columns').slice(1, 3)).toEqual([
      'seen_ms as milliseconds since 1970-01-01T00:00:00Z',
      'TIMESTAMP NOT NULL',
    ]);
    expect(cellsOf('visit', 'Columns')[1]).toBe('shop, pieces, price joined by "/"');
    expect(cellsOf('pieces', 'Columns').slice(2, 5)).toEqual([
      'INTEGER NOT NULL',
      '`integer from 0 to 2147483647, "1" instead of null`',
      'absent, `\\N`: `1`',
    ]);
    expect(cellsOf('price', 'Columns').slice(2, 5)).toEqual([
      'DECIMAL(7,2)',
      '`decimal(7,2), "0" instead of null`',
      'absent, `\\N`: `0`',
    ]);
    expect(cellsOf('left_on', 'Columns')[4]).toBe('made of null, `\\N`');
    expect(cellsOf('pieces', 'Why a record is rejected')[1]).not.toContain('missing_value');
    expect(cellsOf('country_code', 'Why a record is rejected')[1]).not.toContain('inexact_number');
  });

  it('stands as the repository formats Markdown', async () => {
    expect(dictionary).toBe(await format(dictionary, { parser: 'markdown', printWidth: 110 }));
  });
});

it('the table has what is derived, in the order of the contract', () => {
  expect(copyColumns(shop)).toEqual([
    'shop', 'seen_at', 'left_at', 'left_on', 'email_hash', 'country', 'country_code', 'pieces', 'price', 'visit',
  ]); // prettier-ignore
});
