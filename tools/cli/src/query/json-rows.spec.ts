import { describe, expect, it } from 'vitest';
import { jsonRows } from './json-rows.js';

const columns = [
  { name: 'n', typeName: 'int8' },
  { name: 'd', typeName: 'numeric' },
  { name: 't', typeName: 'varchar' },
  { name: 'b', typeName: 'bool' },
];

describe('jsonRows', () => {
  it('is an array of objects, numbers as numbers with all their digits', () => {
    expect(jsonRows({ columns, rows: [[12, '123456789012345678.90', '1.5', true]] })).toBe(
      '[{"n":12,"d":123456789012345678.90,"t":"1.5","b":true}]',
    );
  });

  it('is JSON for every value', () => {
    const text = 'a"b\n\\\u2028';
    expect(JSON.parse(jsonRows({ columns, rows: [[null, 'NaN', text, false]] }))).toEqual([
      { n: null, d: 'NaN', t: text, b: false },
    ]);
  });

  it('is empty without rows', () => {
    expect(jsonRows({ columns: [], rows: [] })).toBe('[]');
  });
});
