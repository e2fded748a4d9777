import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CleaningEnvironmentError } from '../errors.js';
import { anyTexts } from './any-values.testing.js';
import type { BytesVector, Int64Vector } from './column-vector.js';
import {
  columnVectors,
  daysSinceEpoch,
  RowGroup,
  rowGroupBytes,
  rowGroupRows,
  vectorTexts,
  type ColumnVector,
} from './column-vector.js';

const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_131);

const vectorOf = (parquetType: string): ColumnVector =>
  columnVectors([{ name: 'x', parquetType }])[0] as ColumnVector;

const contents = (vector: ColumnVector): (string | null)[] => {
  const textOf = vectorTexts(vector);
  return Array.from({ length: vector.rows }, (_, row) => (vector.present[row] === 1 ? textOf(row) : null));
};

describe.each(Object.entries(anyTexts))('a vector of %s', (parquetType, texts) => {
  it('holds what was appended and not taken back', () => {
    const action = fc.oneof(
      { weight: 6, arbitrary: texts },
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 2, arbitrary: fc.constant('undo' as const).map((name) => ({ name })) },
      { weight: 1, arbitrary: fc.constant('clear' as const).map((name) => ({ name })) },
    );
    const vector = vectorOf(parquetType);
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        vector.clear();
        const model: (string | null)[] = [];
        for (const entry of actions) {
          if (entry === null || typeof entry === 'string') {
            vector.appendValue(entry);
            model.push(entry);
          } else if (entry.name === 'clear') {
            vector.clear();
            model.length = 0;
          } else if (model.length > 0) {
            vector.undo();
            model.pop();
          }
        }
        expect(contents(vector)).toEqual(model);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('keeps all rows when it grows, and counts their bytes', () => {
    const vector = vectorOf(parquetType);
    const values = fc.sample(fc.option(texts, { nil: null }), { seed, numRuns: 97 });
    const rows = 5000;
    for (let row = 0; row < rows; row++) vector.appendValue(values[row % values.length] ?? null);
    const all = contents(vector);
    expect(all).toHaveLength(rows);
    for (let row = 0; row < rows; row++) expect(all[row]).toBe(values[row % values.length] ?? null);
    expect(vector.bytesBefore(0)).toBe(0);
    expect(vector.bytesBefore(rows)).toBe(vector.sizeBytes);
  });
});

it.each([
  ['INTEGER', ['', ' 1', '1.0', '+1', '1e3', '2147483648', '-2147483649', 'x', '0x10', '99999999999999999999']],
  ['BIGINT', ['', '1.0', '9223372036854775808', '-9223372036854775809', '1n', '99999999999999999999']],
  ['DECIMAL(5,2)', ['', '1000', '1000.00', '1.234', '.5', '5.', '1e1', '--1']],
  ['DECIMAL(9,9)', ['1', '1.0', '0.1234567891']],
  ['DECIMAL(18,9)', ['1000000000', '0.1234567891']],
  ['DOUBLE', ['', 'NaN', 'Infinity', '1e400', '.5', '0x1', ' 1']],
  ['BOOLEAN', ['', '1', 'TRUE', 't']],
  ['DATE', ['', '2023-02-29', '0000-01-01', '2023-13-01', '2023-00-01', '2023-1-01', '2023-01-00', '2023-01-01T00:00:00Z', '10000-01-01', '2023/01/01']],
  ['TIMESTAMP', ['', '2023-01-01', '2023-01-01T24:00:00Z', '2023-01-01T00:00:60Z', '2023-01-01 00:00:00Z', '2023-01-01T00:00:00', '2023-01-01T00:00:00.Z', '2023-01-01T00:00:00.1234567Z', '2023-02-29T00:00:00Z', '2023-01-01T00:00:00.x0Z', '+010000-01-01T00:00:00.000Z']],
])('a vector of %s refuses other texts and stays as it is', (parquetType, texts) => {
  for (const text of texts) {
    const vector = vectorOf(parquetType);
    expect(() => vector.appendText(text), text).toThrow(CleaningEnvironmentError);
    expect(vector.rows).toBe(0);
  }
}); // prettier-ignore

it('takes times with fewer fraction digits', () => {
  const vector = vectorOf('TIMESTAMP');
  for (const text of ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.5Z', '2026-01-31T09:30:00.123Z'])
    vector.appendText(text);
  expect(contents(vector)).toEqual([
    '2026-01-31T09:30:00.000000Z',
    '2026-01-31T09:30:00.500000Z',
    '2026-01-31T09:30:00.123000Z',
  ]);
});

it('takes numbers and booleans as they travel', () => {
  const cells = [
    ['INTEGER', -7],
    ['DECIMAL(5,2)', 1.5],
    ['BIGINT', 12],
    ['DOUBLE', 5e-324],
    ['BOOLEAN', false],
    ['VARCHAR', 12.5],
  ] as const;
  const texts = cells.map(([parquetType, value]) => {
    const vector = vectorOf(parquetType);
    vector.appendValue(value);
    return contents(vector)[0];
  });
  expect(texts).toEqual(['-7', '1.50', '12', '5e-324', 'false', '12.5']);
  for (const value of [1.5, 2 ** 31, NaN, true])
    expect(() => vectorOf('INTEGER').appendValue(value)).toThrow(CleaningEnvironmentError);
  expect(() => vectorOf('DOUBLE').appendValue(Infinity)).toThrow(CleaningEnvironmentError);
});

it('takes safe integers without a bigint', () => {
  const vector = vectorOf('BIGINT') as Int64Vector;
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      vector.clear();
      vector.appendNumber(value);
      expect(vector.values[0]).toBe(BigInt(value));
    }),
    { seed, numRuns: 1000 },
  );
});

it.each([0, 1, 31, 63, 64, 65, 70_000])('takes %d bytes out of the middle of a buffer', (size) => {
  const data = Buffer.from(`ab${'é'.repeat(size)}cd`.slice(0, 2 + size) + 'cd');
  const vector = vectorOf('VARCHAR') as BytesVector;
  const end = data.length - 2;
  vector.appendBytes(data, 2, end);
  vector.appendBytes(data, end, data.length);
  expect(vector.textAt(0)).toBe(data.toString('utf8', 2, end));
  expect(vector.textAt(1)).toBe('cd');
  expect(vector.length).toBe(8 + end - 2 + 2);
});

it('counts days as the calendar does', () => {
  const [first = 0, last = 0] = ['0001-01-01', '9999-12-31'].map((day) => Date.parse(day) / 86_400_000);
  const wrong: number[] = [];
  for (let day = first; day <= last; day++) {
    const date = new Date(day * 86_400_000);
    const counted = daysSinceEpoch(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
    if (counted !== day) wrong.push(day);
  }
  expect(wrong).toEqual([]);
});

describe('a row group', () => {
  const columns = [
    { name: 'text', parquetType: 'VARCHAR' },
    { name: 'flag', parquetType: 'BOOLEAN' },
  ];

  it('is full at its number of rows', () => {
    const group = new RowGroup(columnVectors(columns));
    while (!group.isFull) for (const vector of group.columns) vector.appendNull();
    expect(group.rows).toBe(rowGroupRows);
    group.clear();
    expect([group.rows, group.sizeBytes, group.isFull]).toEqual([0, 0, false]);
  });

  it('is full at its number of bytes', () => {
    const group = new RowGroup(columnVectors(columns));
    const bytes = Buffer.alloc(65_531);
    while (!group.isFull) {
      (group.columns[0] as BytesVector).appendBytes(bytes, 0, bytes.length);
      group.columns[1]?.appendText('true');
    }
    expect(group.rows).toBe(Math.ceil(rowGroupBytes / (65_535 + 1)));
    expect(group.sizeBytes).toBe(group.rows * (65_535 + 1));
    expect(group.bytesBefore(2)).toBe(2 * (65_535 + 1));
  });
});

it('refuses types that it has no vector for', () => {
  for (const parquetType of ['HUGEINT', 'DECIMAL(19,0)', 'DECIMAL(0,0)', 'varchar'])
    expect(() => columnVectors([{ name: 'x', parquetType }])).toThrow(RangeError);
});
