import fc from 'fast-check';
import type { Column } from '../column.js';
import { bigint, boolean, date, decimal, integer, json, list, text, timestamp } from '../define-column.js';
import { valueReader } from '../read-value.js';

const words = ['', '\\N', '0', '1', 'a', 'ab', 'yes', 'no', '-1', '2.5', 'a,b', '[1]', ' a'] as const;
const some = (least: number) => fc.subarray([...words], { minLength: least });
const common = fc.record({
  nullable: fc.boolean(),
  trim: fc.boolean(),
  nullTokens: fc.subarray(['', '\\N', '0', 'a', 'null']),
});
const bounds = fc
  .tuple(fc.integer({ min: -3, max: 12 }), fc.integer({ min: 0, max: 120 }))
  .map(([min, more]) => ({ min, max: min + more }));

const instants = ['2026-01-31T09:30:00Z', '2026-01-31 10:30:00+01:00', ' 2026-02-01T00:00:00Z'] as const;

/** Whether `defineDataset` accepts what a column's texts are to it. */
export const canBeDefined = (column: Column): boolean =>
  (column.type !== 'boolean' ||
    ![...column.trueTexts, ...column.falseTexts].some((entry) => column.nullTokens?.includes(entry))) &&
  (column.default === undefined || isValueOf(column, column.default));

function isValueOf({ default: _, ...column }: Column, entry: string): boolean {
  const reading = valueReader({ ...column, nullable: false }, [])(entry);
  return 'value' in reading && !(column.trim && entry !== entry.trim());
}

/** Half of the columns with a default, where it is a value of theirs. */
const withDefault = (columns: fc.Arbitrary<Column>): fc.Arbitrary<Column> =>
  fc
    .tuple(
      columns,
      fc.option(fc.constantFrom(...words, '2', '2.50', '2026-01-31', ...instants), { nil: undefined }),
    )
    .map(([column, entry]) => {
      const whole = entry === undefined ? column : { ...column, default: entry };
      return canBeDefined(whole) ? whole : column;
    });

/** Columns of a type, with rules so near each other that many a pair of them is wider and narrower by a little. */
const plainColumnsOf: Readonly<Record<string, fc.Arbitrary<Column>>> = {
  text: fc
    .record({
      common,
      minBytes: fc.integer({ min: 0, max: 2 }),
      maxBytes: fc.integer({ min: 2, max: 6 }),
      pattern: fc.option(fc.constantFrom('^a*$', '^.*$', '^[0-9]+$'), { nil: undefined }),
      enum: fc.option(some(1), { nil: undefined }),
    })
    .map(({ common: base, ...rule }) => text('c', { ...base, ...rule })),
  integer: fc.tuple(common, bounds).map(([base, range]) => integer('c', { ...base, ...range })),
  bigint: fc
    .tuple(common, bounds)
    .map(([base, { min, max }]) => bigint('c', { ...base, min: String(min), max: String(max) })),
  decimal: fc
    .record({
      common,
      bounds,
      isOpen: fc.boolean(),
      precision: fc.constantFrom(4, 5, 5, 6),
      scale: fc.constantFrom(1, 1, 2),
    })
    .map(({ common: base, bounds: { min, max }, isOpen, ...digits }) =>
      decimal('c', { ...base, ...digits, min: `${min}.0`, ...(isOpen ? {} : { max: `${max}` }) }),
    ),
  boolean: fc.tuple(common, some(2), fc.integer({ min: 1, max: 12 })).map(([base, texts, at]) =>
    boolean('c', {
      ...base,
      trueTexts: texts.slice(0, Math.min(at, texts.length - 1)),
      falseTexts: texts.slice(Math.min(at, texts.length - 1)),
    }),
  ),
  date: common.map((base) => date('c', base)),
  timestamp: common.map((base) => timestamp('c', base)),
  list: fc
    .tuple(common, fc.constantFrom(',', 'a'), fc.integer({ min: 2, max: 5 }))
    .map(([base, separator, maxBytes]) => list('c', { ...base, separator, maxBytes })),
  json: fc
    .tuple(common, fc.integer({ min: 2, max: 5 }))
    .map(([base, maxBytes]) => json('c', { ...base, maxBytes })),
};

export const columnsOf: Readonly<Record<string, fc.Arbitrary<Column>>> = Object.fromEntries(
  Object.entries(plainColumnsOf).map(([type, columns]) => [type, withDefault(columns)]),
);

/** A column with one or two of its parts as another one has them. */
export function partly(column: Column, other: Column, parts: readonly number[]): Column {
  const keys = [...new Set([...Object.keys(column), ...Object.keys(other)])]
    .filter((key) => !['name', 'from', 'type', 'description'].includes(key))
    .filter((key) => column.type !== 'boolean' || key !== 'falseTexts');
  const taken = new Set(parts.map((part) => keys[part % keys.length]));
  // A text cannot be true and false.
  if (taken.has('trueTexts')) taken.add('falseTexts');
  const merged = Object.fromEntries(
    [...keys, 'name', 'from', 'type', 'description', 'falseTexts'].flatMap((key) => {
      const value = (taken.has(key) ? other : column)[key as keyof Column];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return merged as unknown as Column;
}

/** Raw values that are near the rules of these columns. */
export const raw = fc.oneof(
  fc.constantFrom<unknown>(
    ...words,
    null,
    undefined,
    true,
    0,
    1.5,
    '2026-01-31',
    ' 2026-01-31',
    '12.0',
    '\t1',
    ...instants,
    '99999999999999999',
  ),
  fc.integer({ min: -5, max: 130 }).map(String),
  fc.string({ unit: fc.constantFrom('a', 'b', ',', '0', '1', '.', ' ', 'é'), maxLength: 7 }),
  fc.array(fc.constantFrom('a', 'b', '', '0'), { maxLength: 3 }),
);
