import { describe, expect, it } from 'vitest';
import { bigint, boolean, decimal, integer, list, text, type Column } from './column.js';
import { ContractError, defineDataset } from './define-dataset.js';
import type { DatasetDefinition } from './dataset.js';

const define = (changes: Partial<DatasetDefinition>, ...columns: Column[]) =>
  defineDataset({
    name: 'films',
    version: 1,
    table: { schema: 'test', name: 'films' },
    columns: [text('id', { maxBytes: 9 }), ...columns],
    load: { mode: 'append' },
    ...changes,
  });

describe('defineDataset', () => {
  it('fills the defaults', () => {
    expect(define({})).toMatchObject({
      nullTokens: ['\\N'],
      maxRejectRatio: 0.1,
      file: { format: 'tsv', tsvQuote: null },
      identity: { kind: 'delivery' },
    });
  });

  it.each<[string, Column, RegExp]>([
    [
      'a length that Redshift cannot hold',
      text('x', { maxBytes: 65_536 }),
      /column "x": maxBytes is 1 to 65535/,
    ],
    ['a least length below 0', text('x', { maxBytes: 9, minBytes: -1 }), /minBytes counts from 0/],
    [
      'a pattern that engines read differently',
      text('x', { maxBytes: 9, pattern: '^\\s$' }),
      /not read alike/,
    ],
    ['NUL in an enumeration', text('x', { maxBytes: 9, enum: ['a\0'] }), /NUL/],
    ['a list whose JSON outgrows its stage', list('x', { maxBytes: 20_000 }), /maxBytes is 1 to 10900/],
    ['a range beyond 32 bits', integer('x', { max: 2 ** 31 }), /must fit 32 bits/],
    ['a fraction as a bound', integer('x', { min: 0.5 }), /are integers/],
    ['a range beyond 64 bits', bigint('x', { max: '9223372036854775808' }), /must fit 64 bits/],
    ['a bigint bound in words', bigint('x', { min: '1e3' }), /as digits/],
    [
      'a decimal bound beyond the scale',
      decimal('x', { precision: 3, scale: 1, min: '0.55' }),
      /more digits/,
    ],
    ['a decimal bound in words', decimal('x', { precision: 3, scale: 1, max: '1e3' }), /not a plain decimal/],
    [
      'decimal bounds in the wrong order',
      decimal('x', { precision: 3, scale: 1, min: '2', max: '1' }),
      /min exceeds/,
    ],
    ['a boolean without a text', boolean('x', { trueTexts: [] }), /need a text each/],
    ['a text that is both', boolean('x', { trueTexts: ['1'], falseTexts: ['1'] }), /same text/],
  ])('refuses %s', (_, column, problem) => {
    expect(() => define({}, column)).toThrow(problem);
  });

  it('reports every problem at once', () => {
    const key = { mode: 'upsert', key: ['id', 'nothing'] } as const;
    try {
      define({ name: 'Films', load: key, nullTokens: ['\0'] }, text('id', { maxBytes: 0 }));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ContractError);
      expect((error as ContractError).problems.length).toBeGreaterThanOrEqual(5);
    }
  });
});
