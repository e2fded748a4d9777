import { describe, expect, it } from 'vitest';
import type { Column, Derivation } from './column.js';
import type { DatasetDefinition } from './dataset.js';
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
} from './define-column.js';
import type { ContractError } from './define-dataset.js';
import { defineDataset } from './define-dataset.js';
import { recordValidator } from './zod-schema.js';

const define = (columns: readonly Column[], changes: Partial<DatasetDefinition> = {}) =>
  defineDataset({
    name: 'one',
    version: 1,
    table: { schema: 's', name: 't' },
    columns,
    load: { mode: 'append' },
    ...changes,
  });

function problemsOf(columns: readonly Column[], changes: Partial<DatasetDefinition> = {}): readonly string[] {
  try {
    define(columns, changes);
    return [];
  } catch (error) {
    return (error as ContractError).problems;
  }
}

const digest = (value: string) => `#${value}`;

/** The last column's value, or its reason; another column's fault is shown whole. */
function made(columns: readonly Column[], record: unknown): unknown {
  const verdict = recordValidator(define(columns), digest)(record);
  if (verdict.ok) return verdict.row.at(-1);
  return verdict.fault.column === columns.at(-1)?.name ? verdict.fault.reason : verdict.fault;
}

const at = timestamp('at', { nullable: true });
const day = (options = {}) => date('day', { ...options, derive: { kind: 'day', of: 'at' } });
const name = text('name', { maxBytes: 40, nullable: true });
const small = (options = {}) =>
  text('small', { maxBytes: 40, ...options, derive: { kind: 'lower', of: 'name' } });
const instant = (unit: 'seconds' | 'milliseconds', options = {}) =>
  timestamp('made', { ...options, derive: { kind: 'instant', of: 'count', unit } });
const count = bigint('count');
const joined = (of: readonly string[], separator = '-', options = {}) =>
  text('joined', { maxBytes: 200, ...options, derive: { kind: 'concat', of, separator } });

describe('a derived column', () => {
  it.each<[string, readonly Column[], unknown, unknown]>([
    ['the UTC day', [at, day()], { at: '2024-12-31T23:30:00-01:00' }, '2025-01-01'],
    ['the day as text', [at, text('day', { maxBytes: 10, derive: { kind: 'day', of: 'at' } })], { at: '2024-01-02 10:00:00Z' }, '2024-01-02'],
    ['seconds', [count, instant('seconds')], { count: 1_706_780_000 }, '2024-02-01T09:33:20.000000Z'],
    ['milliseconds', [count, instant('milliseconds')], { count: '-1' }, '1969-12-31T23:59:59.999000Z'],
    ['seconds of an integer', [integer('count'), instant('seconds')], { count: 0 }, '1970-01-01T00:00:00.000000Z'],
    ['the first second', [count, instant('seconds')], { count: '-62135596800' }, '0001-01-01T00:00:00.000000Z'],
    ['one before it', [count, instant('seconds')], { count: '-62135596801' }, 'not_timestamp'],
    ['the last second', [count, instant('seconds')], { count: '253402300799' }, '9999-12-31T23:59:59.000000Z'],
    ['one behind it', [count, instant('seconds')], { count: '253402300800' }, 'not_timestamp'],
    ['the last millisecond', [count, instant('milliseconds')], { count: '253402300799999' }, '9999-12-31T23:59:59.999000Z'],
    ['one behind that', [count, instant('milliseconds')], { count: '253402300800000' }, 'not_timestamp'],
    ['ASCII letters alone in lower case', [name, small()], { name: 'AZaz ÉİΣ' }, 'azaz ÉİΣ'],
    ['and in upper case', [name, text('large', { maxBytes: 40, derive: { kind: 'upper', of: 'name' } })], { name: 'azAZ éßı' }, 'AZAZ éßı'],
    [
      'values as text',
      [
        name,
        integer('i'),
        count,
        decimal('d', { precision: 5, scale: 2 }),
        boolean('b', { trueTexts: ['yes'] }),
        date('on_day'),
        at,
        joined(['name', 'i', 'count', 'd', 'b', 'on_day', 'at'], '|'),
      ],
      { name: 'é|', i: -5, count: '9007199254740993', d: 5, b: 'yes', on_day: '2024-01-02', at: '2024-01-02T10:00:00+02:00' },
      'é||-5|9007199254740993|5.00|true|2024-01-02|2024-01-02T08:00:00.000000Z',
    ],
    ['one value', [name, joined(['name'])], { name: 'a' }, 'a'],
    ['null of null', [at, day({ nullable: true })], { at: null }, null],
    ['null of one null among others', [name, count, joined(['count', 'name'], '', { nullable: true })], { count: 1 }, null],
    ['null that is not accepted', [at, day()], {}, 'missing_value'],
    ['a default instead', [at, day({ default: '2000-01-01' })], {}, '2000-01-01'],
    ['what a default of the source gives', [timestamp('at', { default: '2024-01-02 23:00:00-02:00' }), day()], {}, '2024-01-03'],
    ['a null token', [name, small({ nullable: true, nullTokens: ['none'] })], { name: 'NONE' }, null],
    ['a rule that it breaks', [name, small({ pattern: '^[a-z]+$' })], { name: 'A1' }, 'pattern_mismatch'],
    ['a text without its blanks', [name, small({ trim: true })], { name: ' A ' }, 'a'],
    ['a value that its source masks', [text('name', { maxBytes: 9, mask: 'sha256' }), small({ mask: 'sha256' })], { name: 'Ab' }, '#ab'],
    ['a value that its source drops', [text('name', { maxBytes: 9, mask: 'drop' }), small()], { name: 'Ab' }, 'ab'],
    ['its own key, which is no field', [name, small()], { name: 'Ab', small: 'other', '': 'other' }, 'ab'],
  ])('is %s', (_, columns, record, expected) => {
    expect(made(columns, record)).toEqual(expected);
  }); // prettier-ignore

  it('is not asked of a source that has a fault', () => {
    expect(made([at, day()], { at: 'noon' })).toMatchObject({ column: 'at', reason: 'not_timestamp' });
  });

  it('shows the text that it was made of, unless it is masked', () => {
    const fault = { ok: false, fault: { column: 'made', reason: 'not_timestamp', value: '253402300800' } };
    const record = { count: '253402300800' };
    expect(recordValidator(define([count, instant('seconds')]), digest)(record)).toMatchObject(fault);
    expect(
      recordValidator(define([count, instant('seconds', { mask: 'redact' })]), digest)(record),
    ).toMatchObject({ ok: false, fault: { value: null } });
  });

  it('may be a key, a version or part of an identity', () => {
    const columns = [name, at, count, small(), instant('seconds')];
    const load = { mode: 'upsert', key: ['small'], versionColumn: 'made' } as const;
    expect(problemsOf(columns, { load })).toEqual([]);
    const identity = { kind: 'event', columns: ['small', 'made'], windowSeconds: 60 } as const;
    expect(problemsOf(columns, { identity })).toEqual([]);
  });
});

describe('defineDataset', () => {
  const derived = (derive: Derivation, options = {}) => text('x', { maxBytes: 9, ...options, derive });
  const lower = (of: string, options = {}) => derived({ kind: 'lower', of }, options);
  it.each<[string, readonly Column[], string]>([
    ['a source beside the derivation', [name, lower('name', { from: 'y' })], 'is derived, so it reads no source'],
    ['an unknown column', [name, lower('nothing')], 'derived from "nothing", which is not defined'],
    ['a column behind it', [lower('name'), name], 'derived from "name", which does not stand before it'],
    ['itself', [lower('x')], 'derived from "x", which does not stand before it'],
    ['a derived column', [name, small(), lower('small')], 'derived from "small", which is derived itself'],
    ['the day of a date', [date('name'), derived({ kind: 'day', of: 'name' })], 'derived from "name", which is date; day reads timestamp'],
    ['the instant of a decimal', [decimal('count', { precision: 9, scale: 0 }), instant('seconds')], 'derived from "count", which is decimal; instant reads integer, bigint'],
    ['lower case of a boolean', [boolean('name'), lower('name')], 'which is boolean; lower reads text'],
    ['a double in a text', [double('d'), joined(['d'])], 'which is double; concat reads'],
    ['JSON in a text', [json('d', { maxBytes: 9 }), joined(['d'])], 'which is json; concat reads'],
    ['a list in a text', [list('d', { maxBytes: 9 }), joined(['d'])], 'which is list; concat reads'],
    ['an instant as text', [count, derived({ kind: 'instant', of: 'count', unit: 'seconds' })], 'instant makes timestamp, not text'],
    ['a day as timestamp', [at, timestamp('x', { derive: { kind: 'day', of: 'at' } })], 'day makes date or text, not timestamp'],
    ['texts as a boolean', [name, boolean('x', { derive: { kind: 'upper', of: 'name' } })], 'upper makes text, not boolean'],
    ['a text of nothing', [name, joined([])], 'is derived from no column'],
    ['NUL between values', [name, joined(['name'], '\0')], 'separator: a text with NUL'],
    ['what a mask hides', [text('name', { maxBytes: 9, mask: 'sha256' }), small()], 'derived from "name", whose mask sha256 it would undo'],
    ['what a mask hides, among others', [name, text('y', { maxBytes: 9, mask: 'redact' }), joined(['name', 'y'])], 'derived from "y", whose mask redact it would undo'],
  ])('refuses %s', (_, columns, problem) => {
    const problems = problemsOf(columns);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  }); // prettier-ignore

  it('accepts two columns derived from one, and a name that is another’s source', () => {
    const renamed = text('title', { from: 'small', maxBytes: 40 });
    expect(problemsOf([name, renamed, small(), { ...small(), name: 'again' }])).toEqual([]);
  });
});
