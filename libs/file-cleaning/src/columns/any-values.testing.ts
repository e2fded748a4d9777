import fc from 'fast-check';

/** Canonical texts of values of each Parquet type, edges first of all. */
export const anyTexts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  VARCHAR: fc.oneof(
    fc.constantFrom('', 'a', 'é', '🎬', '\u0000', '\t\r\n"\\', 'x'.repeat(63), 'x'.repeat(64), 'ü'.repeat(200)),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('movie', 'short', 'tvEpisode'),
  ),
  INTEGER: fc.oneof(
    fc.constantFrom('0', '-1', '2147483647', '-2147483648'),
    fc.integer({ min: -2147483648, max: 2147483647 }).map(String),
  ),
  BIGINT: fc.oneof(
    fc.constantFrom('0', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993'),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    fc.integer().map(String),
  ),
  'DECIMAL(5,2)': anyDecimal(5, 2),
  'DECIMAL(9,9)': anyDecimal(9, 9),
  'DECIMAL(18,0)': anyDecimal(18, 0),
  'DECIMAL(18,9)': anyDecimal(18, 9),
  DOUBLE: fc.oneof(
    fc.constantFrom('0', '5e-324', '-5e-324', '1.7976931348623157e+308', '0.1', '-1', '1e+21', '2.2250738585072014e-308'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value)),
  ),
  BOOLEAN: fc.constantFrom('true', 'false'),
  DATE: fc.oneof(
    fc.constantFrom('0001-01-01', '9999-12-31', '1969-12-31', '1970-01-01', '2000-02-29', '1900-03-01'),
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10)),
  ),
  TIMESTAMP: fc.oneof(
    fc.constantFrom('0001-01-01T00:00:00.000000Z', '9999-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z', '1684-01-01T00:00:00.000001Z'),
    fc
      .tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.nat(999))
      .map(([time, micros]) => `${time.toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`),
  ),
}; // prettier-ignore

function anyDecimal(precision: number, scale: number): fc.Arbitrary<string> {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc
    .oneof(
      fc.constantFrom(0n, 1n, -1n, limit, -limit),
      fc.bigInt({ min: -limit, max: limit }),
      fc.bigInt({ min: -9n, max: 9n }),
    )
    .map((units) => {
      const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
      const whole = digits.slice(0, digits.length - scale);
      return `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
    });
}

/** One column of each type. */
export const everyColumn = Object.keys(anyTexts).map((parquetType, index) => ({
  name: `c${index}`,
  parquetType,
}));

/** Rows of values and nulls for `everyColumn`. */
export const anyRow: fc.Arbitrary<readonly (string | null)[]> = fc.tuple(
  ...Object.values(anyTexts).map((texts) => fc.option(texts, { nil: null, freq: 4 })),
);
