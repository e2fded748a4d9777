import {
  bigint,
  boolean,
  date,
  decimal,
  defineDataset,
  double,
  integer,
  list,
  text,
  timestamp,
  type Column,
  type Dataset,
} from '@sluice/contracts';
import fc from 'fast-check';

/** Texts that one engine or the other is known to read in its own way. */
const traps = [
  '', ' ', '  ', '\t', '\n', '\r', '\r\n', '\\N', '\\', 'NULL', 'null', 'NaN', 'nan', 'inf', 'Infinity', '-Infinity',
  '0', '-0', '+0', '00', '-00', '1', '-1', '+5', '007', '1.0', '1.', '.5', '-.5', '1e3', '1E3', '1e+3', '1e-3', '1_000',
  ' 12 ', '12\n', '\n12', '0x1F', '0b1', '1,000', '١٢', '１２', '2147483647', '2147483648', '-2147483648', '-2147483649',
  '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809', '99999999999999999999',
  '999999999999999999999999999999999999999999', '-99999999999999999999', '1e400', '-1e400', '1e-400', '4.9e-324',
  '2.4703282292062327e-324', '2.4703282292062328e-324', '1.7976931348623157e308', '1.7976931348623159e308', '0.1',
  '0.30000000000000004', '9007199254740993', '123456789012345678901234567890.123456789', '-0.0', '-0e0', '0e400', '0.0',
  '5', '5.7', '5.70', '05.7', '-5.7', '10.0', '10.1', '0.9', '999.9', '1000', '0.05', '-0.05', '0.00', '-0.00',
  'true', 'false', 'TRUE', 'True', 't', 'f', 'yes', 'no', 'on', 'off', 'y', 'n',
  '2024-01-02', '2024-1-2', '2024-02-29', '2023-02-29', '2024-02-30', '1900-02-29', '2000-02-29', '0000-01-01', '0001-01-01',
  '9999-12-31', '10000-01-01', '-0001-01-01', '2024-13-01', '2024-00-10', '2024-04-31', '2024-01-02 ', ' 2024-01-02',
  '2024-01-02 10:00:00', 'epoch', 'infinity', '-infinity', '0044-03-15 (BC)', '2024/01/02', '20240102', '2024-01-02\n',
  '2024-01-02T10:00:00Z', '2024-01-02 10:00:00Z', '2024-01-02t10:00:00z', '2024-01-02T10:00:00', '2024-01-02T10:00:00+02:00',
  '2024-01-02T10:00:00-05:30', '2024-01-02T10:00:00+14:00', '2024-01-02T10:00:00+14:01', '2024-01-02T10:00:00-14:00',
  '2024-01-02T10:00:00+13:60', '2024-01-02T10:00:00+0200', '2024-01-02T10:00:00+02', '2024-01-02T24:00:00Z',
  '2024-01-02T23:59:60Z', '2024-01-02T10:60:00Z', '2024-01-02T10:00Z', '2024-01-02T10:00:00.1Z', '2024-01-02T10:00:00.123456Z',
  '2024-01-02T10:00:00.1234567Z', '2024-01-02T10:00:00.Z', '2024-02-30T10:00:00Z', '0001-01-01T00:00:00Z', '0001-01-01T00:30:00+01:00',
  '0001-01-01T00:00:00-00:00', '0000-12-31T23:59:59-05:00', '9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59-00:01',
  '2024-01-02T10:00:00Z\n', '2024-01-02T10:00:00 Z', '2024-01-02T10:00:00UTC', '294247-01-10T04:00:54Z', '290309-12-21 (BC) 00:00:00',
  'a', 'ab', 'a,b', ',', 'a,', ',a', 'a,,b', 'a, b', 'a|b', '|', 'a\\b', 'a"b', '"a","b"', 'a\nb', 'a\tb', 'a\u0001b,c', 'a\u001fb',
  '\u007f', 'a/b', '\u2028', '\u2029,x', 'é', 'éé', '東京', '🎬', '🎬🎬', 'a\0b', '\0', '\uFFFE', 'x\uFFFF', '\uFFFD', '\uFEFF', '\u0085',
  'ﬃ', 'ß', 'e\u0301', 'tt0000001', 'tt000001', 'tt0000001\n', 'tt00000000001', 'TT0000001', 'A-1', 'A_1', 'x'.repeat(40), 'é'.repeat(21),
] as const; // prettier-ignore

const patterns = [
  '^tt\\d{7,10}$', '^.$', '^.*$', '^.+,.+$', '^\\w+$', '^\\W*$', '^\\D$', '^[a-z]+$', '^[^a-z]+$', '^[^0-9]*$', '^[\\d.]+$',
  '^(a|b|ab)*$', '^(?:[A-Z][-_]\\d)+$', '^a?b?,?$', '^[\\w-]+$', '^[^\\n]+$', '^\\.|\\|$'.replace('|\\|', '*'), '^.{2}$', '^(|a)$', '^é+$',
  '^[é🎬]+$', '^[.^$|]*$', '^\\t?$', '^[^]a]$'.replace('[^]a]', '[^\\]a]'), '^\\/?[a-z/]*$',
] as const; // prettier-ignore

const nullTokenSets = [['\\N'], ['\\N', ''], [''], [], ['NULL', '0', 'NaN'], ["it's", '1']] as const;

const nullable = fc.boolean();

const columnOf = (name: string): fc.Arbitrary<Column> =>
  fc.oneof(
    fc
      .record({
        nullable,
        minBytes: fc.constantFrom(0, 1, 2, 5),
        extra: fc.constantFrom(0, 1, 10, 40),
        pattern: fc.option(fc.constantFrom(...patterns), { nil: undefined }),
        enumeration: fc.option(fc.uniqueArray(fc.constantFrom(...traps), { minLength: 1, maxLength: 20 }), { nil: undefined, freq: 3 }),
      })
      .map(({ extra, enumeration, pattern, ...rest }) =>
        text(name, {
          ...rest,
          maxBytes: Math.max(1, rest.minBytes + extra),
          ...(pattern === undefined ? {} : { pattern }),
          ...(enumeration === undefined ? {} : { enum: enumeration.filter((entry) => !entry.includes('\0')).concat('a') }),
        }),
      ),
    fc
      .record({ nullable, range: fc.constantFrom({}, { min: 0 }, { min: -1, max: 12 }, { min: 1800, max: 2200 }, { max: -1 }) })
      .map(({ range, ...rest }) => integer(name, { ...rest, ...range })),
    fc
      .record({ nullable, range: fc.constantFrom({}, { min: '0' }, { min: '-1', max: '2147483648' }) })
      .map(({ range, ...rest }) => bigint(name, { ...rest, ...range })),
    fc
      .record({
        nullable,
        shape: fc.constantFrom(
          { precision: 3, scale: 1, min: '1.0', max: '10.0' },
          { precision: 3, scale: 1 },
          { precision: 1, scale: 1 },
          { precision: 18, scale: 0 },
          { precision: 18, scale: 9 },
          { precision: 5, scale: 2, min: '-0.05', max: '999' },
          { precision: 4, scale: 0, max: '5' },
        ),
      })
      .map(({ shape, ...rest }) => decimal(name, { ...rest, ...shape })),
    nullable.map((option) => double(name, { nullable: option })),
    fc
      .record({
        nullable,
        texts: fc.constantFrom({}, { trueTexts: ['1'], falseTexts: ['0'] }, { trueTexts: ['yes', 'Y'], falseTexts: ['no', ''] }),
      })
      .map(({ texts, ...rest }) => boolean(name, { ...rest, ...texts })),
    nullable.map((option) => date(name, { nullable: option })),
    nullable.map((option) => timestamp(name, { nullable: option })),
    fc
      .record({ nullable, separator: fc.constantFrom(',', '|', '\\', ' ', 'n', 'u', '0', "'", '.'), maxBytes: fc.constantFrom(1, 5, 40) })
      .map((options) => list(name, options)),
  ); // prettier-ignore

/** Contracts of a few columns of any type. */
export const anyDataset: fc.Arbitrary<Dataset> = fc
  .record({
    columns: fc.tuple(columnOf('a'), columnOf('b'), columnOf('c'), columnOf('d')),
    nullTokens: fc.constantFrom(...nullTokenSets),
  })
  .map(({ columns, nullTokens }) =>
    defineDataset({
      name: 'probe',
      version: 1,
      table: { schema: 's', name: 't' },
      columns,
      nullTokens,
      load: { mode: 'append' },
    }),
  );

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 24 });
const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
const day = fc
  .tuple(fc.integer({ min: 0, max: 10_050 }), twoDigits(13), twoDigits(32))
  .map(([year, month, date]) => `${String(year).padStart(4, '0')}-${month}-${date}`);
const instant = fc
  .tuple(day, twoDigits(24), twoDigits(60), twoDigits(60), fc.option(digits, { nil: undefined }), fc.constantFrom('Z', '+', '-'), twoDigits(15), twoDigits(60))
  .map(([date, hour, minute, second, fraction, zone, hours, minutes]) =>
    `${date}T${hour}:${minute}:${second}${fraction === undefined ? '' : `.${fraction.slice(0, 7)}`}${zone === 'Z' ? zone : `${zone}${hours}:${minutes}`}`,
  ); // prettier-ignore
const number = fc
  .tuple(fc.constantFrom('', '', '-', '+'), digits, fc.option(digits, { nil: undefined }), fc.option(fc.integer({ min: -340, max: 340 }), { nil: undefined, freq: 3 }))
  .map(([sign, whole, fraction, exponent]) =>
    sign + whole.slice(0, 20) + (fraction === undefined ? '' : `.${fraction}`) + (exponent === undefined ? '' : `e${exponent}`),
  ); // prettier-ignore
const items = fc
  .tuple(fc.array(fc.constantFrom('a', 'b"', '\\', '\u0001', 'é', '', 'n', 'Drama'), { maxLength: 4 }), fc.constantFrom(',', '|', '\\', 'n'))
  .map(([parts, mark]) => parts.join(mark)); // prettier-ignore

const fresh = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<string>(...traps) },
  fc.integer().map(String),
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.double().map(String),
  number,
  day,
  instant,
  items,
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const intruders = [
  '',
  ' ',
  '0',
  '-',
  '+',
  '.',
  'e',
  'é',
  '\0',
  '\uFFFE',
  '\n',
  '\r',
  '\t',
  '\x1b',
  ',',
  '"',
  '\\',
  'Z',
  '١',
];

/** A field of a file, or null for an absent value; well-formed, as every decoded file is. */
export const anyCell: fc.Arbitrary<string | null> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 30, arbitrary: fresh.map((value) => value.toWellFormed()) },
  {
    weight: 20,
    arbitrary: fc
      .tuple(fresh, fc.nat(20), fc.nat(1), fc.constantFrom(...intruders))
      .map(([value, at, cut, intruder]) => {
        const characters = [...value.toWellFormed()];
        characters.splice(at % (characters.length + 1), cut, intruder);
        return characters.join('');
      }),
  },
);

export type Cells = readonly (string | null)[];

export const anyRecords = (rows: number): fc.Arbitrary<readonly Cells[]> =>
  fc.array(fc.tuple(anyCell, anyCell, anyCell, anyCell), { minLength: 1, maxLength: rows, size: 'max' });
