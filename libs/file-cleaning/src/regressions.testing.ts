import {
  bigint,
  date,
  decimal,
  defineDataset,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
  type Column,
  type Dataset,
} from '@sluice/contracts';

/** Cases on which two judges once differed, or are known to read things in their own ways. */
export interface Regression {
  readonly name: string;
  /** Of one column of the source, `a`. */
  readonly dataset: Dataset;
  readonly cells: readonly (string | null)[];
}

const of = (name: string, column: Column, ...cells: (string | null)[]): Regression =>
  ofAll(name, [column], ...cells);

/** Of a column, and others that are derived from it. */
const ofAll = (name: string, columns: readonly Column[], ...cells: (string | null)[]): Regression => ({
  name,
  dataset: defineDataset({
    name: 'probe',
    version: 1,
    table: { schema: 's', name: 't' },
    columns,
    load: { mode: 'append' },
  }),
  cells,
});

export const regressions: readonly Regression[] = [
  of('negative zero is one value with zero', double('a'), '-0'),
  of('an exponent beyond every double', double('a'), '1e400'),
  of('an exponent that vanishes', double('a'), '1e-400'),
  of('a fraction without whole digits in DuckDB’s print', decimal('a', { precision: 1, scale: 1 }), '0.5'),
  of('a dot does not match a carriage return', text('a', { maxBytes: 9, pattern: '^.$' }), '\r'),
  of('a dot does not match a line separator', text('a', { maxBytes: 9, pattern: '^.$' }), '\u2028'),
  of(
    'a final line feed is not the end',
    text('a', { maxBytes: 99, pattern: '^tt\\d{7,10}$' }),
    'tt0000001\n',
  ),
  of('a control character in a list', list('a', { maxBytes: 99 }), 'a\u001fb,"c"'),
  of('a list separated by backslashes', list('a', { maxBytes: 99, separator: '\\' }), 'a\\b'),
  of('an infinite date', date('a'), 'infinity'),
  of('a date before the common era', date('a'), '0044-03-15 (BC)'),
  of('a timestamp whose sum overflows', timestamp('a'), '294247-01-10T04:00:54-14:00'),
  of('a timestamp that leaves year 1', timestamp('a'), '0001-01-01T00:30:00+01:00'),
  of('a timestamp that leaves year 9999', timestamp('a'), '9999-12-31T23:59:59-00:01'),
  of('Arabic digits', integer('a'), '١٢'),
  of(
    'JSON behind a byte order mark, which the driver takes off',
    json('a', { maxBytes: 99 }),
    '\uFEFF{}',
    '{}\uFEFF',
  ),
  of(
    'brackets without end, which no parser may follow into its stack',
    json('a', { maxBytes: 65_535 }),
    '['.repeat(65_535),
    '['.repeat(200_000),
    '{"a":'.repeat(13_000),
    '['.repeat(1000) + ']'.repeat(1000),
    '['.repeat(1001) + ']'.repeat(1001),
  ),
  ofAll(
    'the first and the last second of the calendar, and those beside them',
    [bigint('a'), timestamp('made', { derive: { kind: 'instant', of: 'a', unit: 'seconds' } })],
    ...['-62135596801', '-62135596800', '-1', '0', '253402300799', '253402300800'],
    ...['9223372036854775807', '-9223372036854775808', '9007199254740993'],
  ),
  ofAll(
    'the first and the last millisecond of the calendar, and those beside them',
    [bigint('a'), timestamp('made', { derive: { kind: 'instant', of: 'a', unit: 'milliseconds' } })],
    ...['-62135596800001', '-62135596800000', '-1', '-1001', '253402300799999', '253402300800000'],
    ...['9223372036854775807', '-9223372036854775808', '9007199254740993'],
  ),
  ofAll(
    'letters whose case only Unicode knows',
    [
      text('a', { maxBytes: 99 }),
      text('small', { maxBytes: 99, derive: { kind: 'lower', of: 'a' } }),
      text('large', { maxBytes: 99, derive: { kind: 'upper', of: 'a' } }),
    ],
    'AZazÉéİIıiKßǅΣς',
    'İ',
    '\u212a',
  ),
  ofAll(
    'the UTC day of a timestamp with an offset',
    [timestamp('a'), date('made', { derive: { kind: 'day', of: 'a' } })],
    ...['2024-12-31T23:30:00-01:00', '2025-01-01 00:30:00+01:00', '0001-01-01T00:00:00Z'],
  ),
  ofAll(
    'what is derived from a default, and a default for what is derived from null',
    [
      integer('a', { nullable: true, default: '-7' }),
      text('made', { maxBytes: 9, derive: { kind: 'concat', of: ['a', 'a'], separator: "'" } }),
    ],
    ...[null, '\\N', '12'],
  ),
  of('a default in another form than its value', decimal('a', { precision: 5, scale: 2, default: '7', nullTokens: ['7.00'] }), null, '7.00', '7'), // prettier-ignore
  of(
    'the digest of a default',
    timestamp('a', { default: '2024-01-01 00:30:00+01:00', mask: 'sha256' }),
    '\\N',
  ),
  of('a digest of digits', bigint('a', { mask: 'sha256', trim: true, nullable: true }), ' 42\n', '\\N '),
];
