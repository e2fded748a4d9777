import { describe, expect, it } from 'vitest';
import { readValue } from './load-value.js';
import type { TextConversion } from './sql/copy-format.js';

const conversion: TextConversion = {
  nullAs: '\\N',
  emptyAsNull: false,
  blanksAsNull: false,
  dateFormat: 'YYYY-MM-DD',
  timeFormat: 'YYYY-MM-DD HH:MI:SS',
};
const read = (text: string, stored: string, maxBytes?: number) =>
  readValue(
    text,
    { name: 'c', type: { stored, ...(maxBytes === undefined ? {} : { maxBytes }) }, notNull: false },
    conversion,
  );

describe('values', () => {
  it.each([
    ['+7', 'INTEGER', '7'],
    ['-0', 'INTEGER', '0'],
    ['-2147483648', 'INTEGER', '-2147483648'],
    ['9223372036854775807', 'BIGINT', '9223372036854775807'],
    ['007', 'SMALLINT', '7'],
    ['  ', 'INTEGER', null],
    ['-20.259', 'DECIMAL(8, 2)', '-20.25'],
    ['.5', 'DECIMAL(3, 2)', '0.5'],
    ['0012.', 'DECIMAL(4, 2)', '12'],
    ['1e3', 'DOUBLE', '1e3'],
    ['YES', 'BOOLEAN', 'true'],
    ['[1, 2]', 'JSON', '[1, 2]'],
  ])('%s as %s', (text, stored, value) => {
    expect(read(text, stored)).toBe(value);
  });

  it('cut blanks that have no place, and nothing else', () => {
    expect(read('äb  ', 'VARCHAR', 4)).toBe('äb ');
    expect(read('äbc', 'VARCHAR', 3)).toMatchObject({ code: 1204 });
  });

  it.each([
    [
      '12a',
      'INTEGER',
      { code: 1207, position: 2, message: "Invalid digit, Value 'a', Pos 2, Type: Integer" },
    ],
    ['1.5', 'INTEGER', { code: 1207, position: 1 }],
    ['-', 'INTEGER', { code: 1207 }],
    ['32768', 'SMALLINT', { code: 1222 }],
    ['1e3', 'DECIMAL(8, 2)', { code: 1207, message: "Invalid digit, Value 'e', Pos 1, Type: Decimal" }],
    ['1234567', 'DECIMAL(8, 2)', { code: 1204 }],
    ['1x', 'DOUBLE', { code: 1208 }],
    ['1e999', 'DOUBLE', { code: 1208 }],
    ['2', 'BOOLEAN', { code: 1210 }],
    ['{', 'JSON', { code: 1224 }],
  ])('%s is no %s', (text, stored, fault) => {
    expect(read(text, stored)).toMatchObject(fault);
  });
});
