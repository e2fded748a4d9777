import fc from 'fast-check';
import type { Column } from '../column.js';
import { bigint, boolean, date, decimal, integer, json, list, text } from '../define-column.js';

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

/** Columns of a type, with rules so near each other that many a pair of them is wider and narrower by a little. */
export const columnsOf: Readonly<Record<string, fc.Arbitrary<Column>>> = {
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
  decimal: fc.tuple(common, bounds, fc.boolean()).map(([base, { min, max }, isOpen]) =>
    decimal('c', {
      ...base,
      precision: 5,
      scale: 1,
      min: `${min}.0`,
      ...(isOpen ? {} : { max: `${max}` }),
    }),
  ),
  boolean: fc.tuple(common, some(2), fc.integer({ min: 1, max: 12 })).map(([base, texts, at]) =>
    boolean('c', {
      ...base,
      trueTexts: texts.slice(0, Math.min(at, texts.length - 1)),
      falseTexts: texts.slice(Math.min(at, texts.length - 1)),
    }),
  ),
  date: common.map((base) => date('c', base)),
  list: fc
    .tuple(common, fc.constantFrom(',', 'a'), fc.integer({ min: 2, max: 5 }))
    .map(([base, separator, maxBytes]) => list('c', { ...base, separator, maxBytes })),
  json: fc
    .tuple(common, fc.integer({ min: 2, max: 5 }))
    .map(([base, maxBytes]) => json('c', { ...base, maxBytes })),
};

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
  ),
  fc.integer({ min: -5, max: 130 }).map(String),
  fc.string({ unit: fc.constantFrom('a', 'b', ',', '0', '1', '.', ' ', 'é'), maxLength: 7 }),
  fc.array(fc.constantFrom('a', 'b', '', '0'), { maxLength: 3 }),
);
