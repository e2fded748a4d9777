import { describe, expect, it } from 'vitest';
import { double, integer, list, text } from './column.js';
import { titleBasics } from './datasets/title-basics.js';
import { titleRatings } from './datasets/title-ratings.js';
import { defineDataset } from './define-dataset.js';
import { recordValidator } from './zod-schema.js';

const rating = {
  tconst: 'tt0000001',
  averageRating: 5.7,
  numVotes: 10,
  ratedAt: '2026-01-31T10:30:00+01:00',
};

describe('recordValidator', () => {
  const validate = recordValidator(titleRatings);

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

  it('reads an absent key of a nullable column as null', () => {
    const record = {
      tconst: 'tt0000001',
      titleType: 'a',
      primaryTitle: 'b',
      originalTitle: 'c',
      isAdult: false,
    };
    expect(recordValidator(titleBasics)(record)).toMatchObject({ ok: true, row: { 5: null, 8: null } });
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
    expect(recordValidator(dataset)({ first: 'a', 1: 'x', 2: 'x' })).toMatchObject({
      fault: { column: 'second' },
    });
  });

  it('reads negative zero as zero, and lists from arrays', () => {
    const dataset = defineDataset({
      name: 'mixed',
      version: 1,
      table: { schema: 's', name: 't' },
      columns: [double('d'), list('l', { maxBytes: 99 })],
      load: { mode: 'append' },
    });
    const validateMixed = recordValidator(dataset);
    expect(validateMixed({ d: '-0', l: ['a', 'b'] })).toEqual({ ok: true, row: [0, '["a","b"]'] });
    expect(validateMixed({ d: 1, l: ['a,b'] })).toMatchObject({ fault: { reason: 'not_list' } });
  });
});
