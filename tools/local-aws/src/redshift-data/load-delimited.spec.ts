import { describe, expect, it } from 'vitest';
import { delimitedRecords } from './load-delimited.js';
import type { DelimitedFormat } from './sql/copy-format.js';

const csv: DelimitedFormat = {
  kind: 'delimited',
  gzip: false,
  delimiter: ',',
  quote: '"',
  ignoreHeader: 0,
  ignoreBlankLines: false,
  conversion: {
    nullAs: '\\N',
    emptyAsNull: false,
    blanksAsNull: false,
    dateFormat: 'auto',
    timeFormat: 'auto',
  },
};
const read = (text: string, format: Partial<DelimitedFormat> = {}) =>
  [...delimitedRecords(text, { ...csv, ...format })].map(({ line, fields, fault }) =>
    fault === undefined ? [line, ...fields] : [line, fault.code],
  );

describe('records of delimited text', () => {
  it.each([
    [
      'a,b\nc,d\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'a,b\r\nc,d',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    ['', []],
    ['\n', [[1, '']]],
    [',\n', [[1, '', '']]],
    [
      '"a,\n""b"\nc',
      [
        [1, 'a,\n"b'],
        [3, 'c'],
      ],
    ],
    [' "a" , b \n', [[1, 'a', ' b ']]],
    ['"a"\r\n', [[1, 'a']]],
    ['""\n', [[1, '']]],
    [
      '"a"b\nc\n',
      [
        [1, 1214],
        [2, 'c'],
      ],
    ],
    [
      'a"b\nc\n',
      [
        [1, 1214],
        [2, 'c'],
      ],
    ],
    [
      'c\n"a\n',
      [
        [1, 'c'],
        [2, 1214],
      ],
    ],
  ])('%j', (text, records) => {
    expect(read(text)).toEqual(records);
  });

  it('have no quotes without CSV', () => {
    const { quote: _, ...text } = { ...csv, delimiter: '|' };
    expect([...delimitedRecords('"a|b"\n', text)].map(({ fields }) => fields)).toEqual([['"a', 'b"']]);
  });

  it('leave out headers and blank lines, which are counted all the same', () => {
    expect(read('h\n\na\n\nb\n', { ignoreHeader: 1, ignoreBlankLines: true })).toEqual([
      [3, 'a'],
      [5, 'b'],
    ]);
  });

  it('are split at tabs, which are then no blanks', () => {
    expect(read('"a"\t"b"\t \n', { delimiter: '\t' })).toEqual([[1, 'a', 'b', ' ']]);
  });
});
