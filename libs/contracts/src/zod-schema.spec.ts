import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Column } from './column.js';
import { titleBasics } from './datasets/title-basics.js';
import { titleRatings } from './datasets/title-ratings.js';
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
  type ColumnOptions,
} from './define-column.js';
import { defineDataset } from './define-dataset.js';
import { columnSchema, recordSchema, recordValidator } from './zod-schema.js';

const sha256Hex = (value: string) => createHash('sha256').update(value).digest('hex');

const rating = {
  tconst: 'tt0000001',
  averageRating: 5.7,
  numVotes: 10,
  ratedAt: '2026-01-31T10:30:00+01:00',
};

/** The verdict on one value: its row's value, or the reason. */
function judge(column: Column, raw: unknown): unknown {
  const dataset = defineDataset({
    name: 'one',
    version: 1,
    table: { schema: 's', name: 't' },
    columns: [column, integer('other', { nullable: true })],
    load: { mode: 'append' },
  });
  const verdict = recordValidator(dataset, sha256Hex)({ [column.from]: raw });
  return verdict.ok ? verdict.row.slice(0, -1) : verdict.fault.reason;
}

describe('recordValidator', () => {
  const validate = recordValidator(titleRatings, sha256Hex);

  it('gives canonical values in contract order', () => {
    expect(validate(rating)).toEqual({
      ok: true,
      row: ['tt0000001', '5.7', 10, '2026-01-31T09:30:00.000000Z'],
    });
    expect(validate({ ...rating, averageRating: 10, more: 1 })).toMatchObject({
      ok: true,
      row: { 1: '10.0' },
    });
  });

  it.each<[string, unknown, string, string | null]>([
    ['not an object', [rating], 'malformed_record', null],
    ['null', null, 'malformed_record', null],
    ['a text', 'rating', 'malformed_record', null],
    ['an absent value', { ...rating, numVotes: undefined }, 'missing_value', 'num_votes'],
    ['no values', {}, 'missing_value', 'tconst'],
    ['a nested value', { ...rating, tconst: { a: 1 } }, 'not_text', 'tconst'],
    ['a boolean for a number', { ...rating, numVotes: true }, 'not_integer', 'num_votes'],
    ['a number in another form', { ...rating, numVotes: 1e21 }, 'not_integer', 'num_votes'],
    ['a lone surrogate', { ...rating, tconst: '\ud800' }, 'invalid_character', 'tconst'],
    ['the first of two faults', { ...rating, numVotes: -1, tconst: 'x' }, 'pattern_mismatch', 'tconst'],
  ])('refuses %s', (_, record, reason, column) => {
    expect(validate(record)).toMatchObject({ ok: false, fault: { reason, column } });
  });

  it('says what was asked for and what was found', () => {
    expect(validate({ ...rating, numVotes: -1 })).toEqual({
      ok: false,
      fault: {
        reason: 'out_of_range',
        column: 'num_votes',
        rule: 'integer from 0 to 2147483647',
        value: '-1',
      },
    });
  });

  it('reads an absent key of a nullable column as null', () => {
    const record = {
      tconst: 'tt0000001',
      titleType: 'a',
      primaryTitle: 'b',
      originalTitle: 'c',
      isAdult: false,
    };
    expect(recordValidator(titleBasics, sha256Hex)(record)).toMatchObject({
      ok: true,
      row: { 5: null, 8: null },
    });
  });

  it('reports the first fault by column order, also where names look like indexes', () => {
    const dataset = defineDataset({
      name: 'numbered',
      version: 1,
      table: { schema: 's', name: 't' },
      columns: [
        text('first', { maxBytes: 1 }),
        integer('second', { from: '2' }),
        integer('third', { from: '1' }),
      ],
      load: { mode: 'append' },
    });
    expect(recordValidator(dataset, sha256Hex)({ first: 'a', 1: 'x', 2: 'x' })).toMatchObject({
      fault: { column: 'second' },
    });
  });
});

const id = bigint('x');
const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('JSON values', () => {
  it.each<[string, Column, unknown, unknown]>([
    ['negative zero is zero', double('x'), -0, [0]],
    ['negative zero as text', double('x'), '-0', [0]],
    ['a number is text', text('x', { maxBytes: 9 }), 1.5, ['1.5']],
    ['a number is a boolean’s text', boolean('x', { trueTexts: ['1'], falseTexts: ['0'] }), 1, [true]],
    ['true is the first text', boolean('x', { trueTexts: ['1'], falseTexts: ['0'] }), true, [true]],
    ['a list from an array', list('x', { maxBytes: 99 }), ['a', 'b'], ['["a","b"]']],
    ['an item with the separator', list('x', { maxBytes: 99 }), ['a,b'], 'not_list'],
    ['no items', list('x', { maxBytes: 99 }), [], 'not_list'],
    ['an item that is no text', list('x', { maxBytes: 99 }), ['a', 1], 'not_list'],
    ['an empty item', list('x', { maxBytes: 99 }), ['a', ''], 'not_list'],
    ['the largest exact integer', id, Number.MAX_SAFE_INTEGER, ['9007199254740991']],
    ['one beyond', id, 2 ** 53, 'inexact_number'],
    ['the same as text', id, '9007199254740993', ['9007199254740993']],
    ['beyond 64 bits', id, 1e300, 'inexact_number'],
    ['an exact fraction', decimal('x', { precision: 18, scale: 9 }), 123456.123456789, ['123456.123456789']],
    ['a fraction of 16 digits', decimal('x', { precision: 18, scale: 9 }), 1234567.123456789, 'inexact_number'],
    ['a sum of doubles', decimal('x', { precision: 18, scale: 17 }), 0.1 + 0.2, 'inexact_number'],
    ['a small exact fraction', decimal('x', { precision: 18, scale: 6 }), 0.000012, ['0.000012']],
    ['an identifier as a number in text', text('x', { maxBytes: 99 }), 2 ** 60, 'inexact_number'],
    ['any double in a double', double('x'), 0.1 + 0.2, [0.1 + 0.2]],
    ['a large number in an integer', integer('x'), 2 ** 53, 'out_of_range'],
    ['an instant as a number', timestamp('x'), 1_700_000_000, 'not_timestamp'],
    ['a day as a number', date('x'), 20_240_102, 'not_date'],
    ['an object for JSON', json('x', { maxBytes: 99 }), { a: [1, { b: null }] }, ['{"a":[1,{"b":null}]}']],
    ['a number for JSON', json('x', { maxBytes: 99 }), 1.5, ['1.5']],
    ['a boolean for JSON', json('x', { maxBytes: 99 }), false, ['false']],
    ['text that is JSON', json('x', { maxBytes: 99 }), ' {"a": 1}', [' {"a": 1}']],
    ['text that is not', json('x', { maxBytes: 99 }), 'abc', 'not_json'],
    ['a null for JSON', json('x', { maxBytes: 99 }), null, 'missing_value'],
    ['the text null', json('x', { maxBytes: 99 }), 'null', ['null']],
    ['an inexact number inside', json('x', { maxBytes: 99 }), { a: [2 ** 53] }, 'inexact_number'],
    ['an infinite number inside', json('x', { maxBytes: 99 }), JSON.parse('{"a":[1e400]}'), 'not_json'],
    ['NUL inside', json('x', { maxBytes: 99 }), { a: '\0' }, 'not_json'],
    ['half a pair inside', json('x', { maxBytes: 99 }), ['\ud83c'], 'not_json'],
    ['U+FFFE inside', json('x', { maxBytes: 99 }), ['\uFFFE'], 'invalid_character'],
    ['too much inside', json('x', { maxBytes: 9 }), { a: 'éééé' }, 'too_long'],
    ['the deepest nesting', json('x', { maxBytes: 9999 }), deep(1000), ['['.repeat(1000) + ']'.repeat(1000)]],
    ['one deeper', json('x', { maxBytes: 9999 }), deep(1001), 'not_json'],
    ['far too deep', json('x', { maxBytes: 9999 }), deep(200_000), 'not_json'],
    ['far too deep for a text', text('x', { maxBytes: 9 }), deep(200_000), 'not_text'],
  ])('%s', (_, column, raw, expected) => {
    expect(judge(column, raw)).toEqual(expected);
  }); // prettier-ignore
});

describe('trimming and null tokens', () => {
  const trimmed: ColumnOptions = { trim: true, nullable: true };
  it.each<[string, Column, unknown, unknown]>([
    ['nothing is trimmed by default', integer('x'), ' 1', 'not_integer'],
    ['blanks around a number', integer('x', trimmed), ' \t\r\n1\n ', [1]],
    ['other blanks of Unicode stay', integer('x', trimmed), '\u00a01', 'not_integer'],
    ['vertical tabs and form feeds stay', integer('x', trimmed), '\f1\v', 'not_integer'],
    ['blanks around a null token', integer('x', trimmed), ' \\N ', [null]],
    ['blanks alone are the empty text', integer('x', { ...trimmed, nullTokens: [''] }), ' ', [null]],
    ['blanks inside stay', text('x', { maxBytes: 3, ...trimmed }), ' a b ', ['a b']],
    ['length counts what is left', text('x', { maxBytes: 1, ...trimmed }), '  a  ', ['a']],
    ['JSON texts are trimmed alike', json('x', { maxBytes: 9, ...trimmed }), ' {} ', ['{}']],
    ['items are not', list('x', { maxBytes: 9, ...trimmed }), ' a, b ', ['["a"," b"]']],
    ['the dataset’s token', integer('x', { nullable: true }), '\\N', [null]],
    ['a column’s own token', integer('x', { nullable: true, nullTokens: ['-'] }), '-', [null]],
    ['which replaces the dataset’s', integer('x', { nullable: true, nullTokens: ['-'] }), '\\N', 'not_integer'],
    ['none at all', text('x', { maxBytes: 9, nullable: true, nullTokens: [] }), '\\N', ['\\N']],
    ['a number as token', integer('x', { nullable: true, nullTokens: ['-1'] }), -1, [null]],
    ['null where it is not accepted', integer('x'), '\\N', 'missing_value'],
    ['a token in another case', integer('x', { nullable: true, nullTokens: ['NULL'] }), 'null', 'not_integer'],
  ])('%s', (_, column, raw, expected) => {
    expect(judge(column, raw)).toEqual(expected);
  }); // prettier-ignore
});

describe('defaults', () => {
  const nullable = { nullable: true, default: '7' };
  it.each<[string, Column, unknown, unknown]>([
    ['an absent key', integer('x', { default: '7' }), undefined, [7]],
    ['JSON null', integer('x', { default: '7' }), null, [7]],
    ['a null token', integer('x', { default: '7' }), '\\N', [7]],
    ['a null token that trim leaves', integer('x', { default: '7', trim: true }), ' \\N ', [7]],
    ['null that the table would take', integer('x', nullable), null, [7]],
    ['a value', integer('x', nullable), 8, [8]],
    ['a fault', integer('x', nullable), 'eight', 'not_integer'],
    ['the empty text, no null token', integer('x', nullable), '', 'not_integer'],
    ['its canonical form', decimal('x', { precision: 5, scale: 2, default: '7' }), null, ['7.00']],
    ['one whose canonical form is a null token', decimal('x', { precision: 5, scale: 2, default: '7', nullTokens: ['7.00'] }), '7.00', ['7.00']],
    ['the empty text', text('x', { minBytes: 0, maxBytes: 1, default: '' }), null, ['']],
    ['a boolean', boolean('x', { falseTexts: ['no'], default: 'no' }), null, [false]],
    ['a list', list('x', { maxBytes: 9, default: 'a,b' }), null, ['["a","b"]']],
    ['a masked one', text('x', { maxBytes: 9, mask: 'sha256', default: 'é' }), null, [sha256Hex('é')]],
    ['a redacted one', text('x', { maxBytes: 9, mask: 'redact', default: 'é' }), null, ['[redacted]']],
    ['a dropped one', text('x', { maxBytes: 9, mask: 'drop', default: 'é' }), null, []],
  ])('stand for null: %s', (_, column, raw, expected) => {
    expect(judge(column, raw)).toEqual(expected);
  }); // prettier-ignore
});

describe('keys that every JavaScript object inherits', () => {
  const keys = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'] as const;
  const dataset = defineDataset({
    name: 'one',
    version: 1,
    table: { schema: 's', name: 't' },
    columns: keys.map((from, index) => text(`x${index}`, { from, maxBytes: 9, nullable: true })),
    load: { mode: 'append' },
  });
  const validate = recordValidator(dataset, sha256Hex);

  it('are absent where the record does not have them', () => {
    expect(validate({})).toEqual({ ok: true, row: keys.map(() => null) });
    expect(validate(JSON.parse('{"__proto__":{"valueOf":"a"}}'))).toEqual({ ok: true, row: keys.map(() => null) });
  });

  it('are read where it has them', () => {
    const record = Object.fromEntries(keys.map((key) => [key, 'own']));
    expect(validate(record)).toEqual({ ok: true, row: keys.map(() => 'own') });
  });
}); // prettier-ignore

describe('masks', () => {
  it.each<[string, Column, unknown, unknown]>([
    ['a digest of the text', text('x', { maxBytes: 9, mask: 'sha256' }), 'é', [sha256Hex('é')]],
    ['a digest of the canonical value', decimal('x', { precision: 3, scale: 1, mask: 'sha256' }), 5, [sha256Hex('5.0')]],
    ['a digest of what trim left', integer('x', { mask: 'sha256', trim: true }), ' 42 ', [sha256Hex('42')]],
    ['a digest of a boolean', boolean('x', { mask: 'sha256' }), true, [sha256Hex('true')]],
    ['a digest of a list', list('x', { maxBytes: 9, mask: 'sha256' }), 'a,b', [sha256Hex('["a","b"]')]],
    ['null stays null', text('x', { maxBytes: 9, mask: 'sha256', nullable: true }), null, [null]],
    ['redacted', date('x', { mask: 'redact' }), '2024-01-02', ['[redacted]']],
    ['null is not redacted', date('x', { mask: 'redact', nullable: true }), '\\N', [null]],
    ['dropped', integer('x', { mask: 'drop' }), '1', []],
    ['dropped, but judged', integer('x', { mask: 'drop' }), 'one', 'not_integer'],
  ])('%s', (_, column, raw, expected) => {
    expect(judge(column, raw)).toEqual(expected);
  }); // prettier-ignore

  it('keep a bad value out of the fault', () => {
    const dataset = defineDataset({
      name: 'one',
      version: 1,
      table: { schema: 's', name: 't' },
      columns: [integer('x', { mask: 'sha256' })],
      load: { mode: 'append' },
    });
    expect(recordValidator(dataset, sha256Hex)({ x: 'secret' })).toMatchObject({
      fault: { reason: 'not_integer', column: 'x', value: null },
    });
  });
});

describe('the schemas themselves', () => {
  it('parse as any schema of zod', () => {
    expect(recordSchema(titleRatings, sha256Hex).parse(rating)[1]).toBe('5.7');
    expect(columnSchema(integer('x', { mask: 'redact' }), []).parse('1')).toBe(1);
  });

  it('carry the fault in their issue', () => {
    const issue = { code: 'custom', path: [], message: 'not_integer' };
    expect(recordSchema(titleRatings, sha256Hex).safeParse({ ...rating, numVotes: 'x' }).error?.issues).toMatchObject([
      { ...issue, params: { fault: { column: 'num_votes', value: 'x' } } },
    ]);
    expect(columnSchema(integer('x'), []).safeParse('y').error?.issues).toMatchObject([
      { ...issue, params: { fault: { column: 'x', value: 'y' } } },
    ]);
  }); // prettier-ignore
});
