import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { namesOf, tens, wholeNumber } from './command-options.js';

describe('wholeNumber', () => {
  it.each([
    ['1', 1],
    ['2000000', 2_000_000],
  ])('takes %s', (text, value) => {
    expect(wholeNumber(text)).toBe(value);
  });

  it.each(['0', '-1', '1.5', 'many', '', ' ', '1 000', 'Infinity'])('refuses %j', (text) => {
    expect(() => wholeNumber(text)).toThrow(InvalidArgumentError);
  });
});

describe('tens', () => {
  it('takes multiples of ten alone', () => {
    expect(tens('20000')).toBe(20_000);
    expect(() => tens('0')).toThrow(InvalidArgumentError);
    expect(() => tens('15')).toThrow(InvalidArgumentError);
  });
});

describe('namesOf', () => {
  const read = namesOf(['duckdb', 'sluice'] as const);

  it('takes one name or several', () => {
    expect(read('sluice')).toEqual(['sluice']);
    expect(read('sluice,duckdb')).toEqual(['sluice', 'duckdb']);
  });

  it.each(['', 'polars', 'sluice,', 'sluice, duckdb', 'Sluice'])(
    'refuses %j and says what there is',
    (text) => {
      expect(() => read(text)).toThrow(new InvalidArgumentError('They are of duckdb, sluice.'));
    },
  );
});
