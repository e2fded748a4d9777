import { describe, expect, it } from 'vitest';
import type { Column } from '../column.js';
import { bigint, date, decimal, integer, text, timestamp, type ColumnOptions } from '../define-column.js';
import { defineDataset } from '../define-dataset.js';
import { describeContract, type ColumnDescription } from './contract-description.js';
import { acceptsDerived } from './derived-acceptance.js';

const sources = [
  timestamp('at'),
  timestamp('maybe_at', { nullable: true }),
  timestamp('some_at', { nullable: true, default: '2026-01-31T00:00:00Z' }),
  integer('seconds'),
  bigint('millis', { min: '0', max: '253402300799000' }),
  bigint('any_millis'),
  text('code', { minBytes: 0, maxBytes: 10 }),
  decimal('price', { precision: 9, scale: 2 }),
];

function accepts(column: Column): boolean {
  const dataset = defineDataset({
    name: 'made',
    version: 1,
    table: { schema: 'made', name: 'made' },
    columns: [...sources, column],
    load: { mode: 'append' },
  });
  const { columns } = describeContract(dataset);
  return acceptsDerived(columns.at(-1) as ColumnDescription, columns);
}

const day = (of: string, options: ColumnOptions = {}) =>
  date('d', { ...options, derive: { kind: 'day', of } });
const instant = (of: string, unit: 'seconds' | 'milliseconds') =>
  timestamp('d', { derive: { kind: 'instant', of, unit } });
const cased = (
  kind: 'lower' | 'upper',
  options: ColumnOptions & { maxBytes?: number; minBytes?: number; pattern?: string },
) => text('d', { minBytes: 0, maxBytes: 10, ...options, derive: { kind, of: 'code' } });
const joined = (maxBytes: number, options: ColumnOptions = {}) =>
  text('d', { maxBytes, ...options, derive: { kind: 'concat', of: ['code', 'price'], separator: '/' } });

describe('acceptsDerived', () => {
  it.each<[string, Column]>([
    ['a day', day('at')],
    ['a day of what may be null, as null', day('maybe_at', { nullable: true })],
    ['a day of what may be null, as its default', day('maybe_at', { default: '2026-01-01' })],
    ['a day of what has a default', day('some_at')],
    ['a day as a text', text('d', { maxBytes: 10, minBytes: 10, derive: { kind: 'day', of: 'at' } })],
    ['seconds', instant('seconds', 'seconds')],
    ['milliseconds within the years', instant('millis', 'milliseconds')],
    ['lower case: it cannot be \\N', cased('lower', {})],
    ['upper case, no null token', cased('upper', { nullTokens: [] })],
    ['upper case, null', cased('upper', { nullable: true })],
    ['texts with a separator: they cannot be \\N', joined(23)],
  ])('%s', (_, column) => {
    expect(accepts(column)).toBe(true);
  });

  it.each<[string, Column]>([
    ['null where a value is required', day('maybe_at')],
    ['a day that is a null token', day('at', { nullTokens: ['2026-01-01'] })],
    ['a day in a text that is too short', text('d', { maxBytes: 9, derive: { kind: 'day', of: 'at' } })],
    ['a number beyond the years', instant('any_millis', 'milliseconds')],
    ['upper case of \\n, which is \\N', cased('upper', {})],
    ['a shorter text', cased('lower', { maxBytes: 9 })],
    ['a text that may be empty', cased('lower', { minBytes: 1 })],
    ['a pattern', cased('lower', { pattern: '^.*$' })],
    ['a text that may be trimmed', cased('lower', { trim: true })],
    ['texts that are longer together', joined(22)],
    ['texts that may be a null token', joined(99, { nullTokens: ['a/1.00'] })],
    ['a column that is read', integer('d')],
  ])('not %s', (_, column) => {
    expect(accepts(column)).toBe(false);
  });
});
