import { acceptsNull, sourceColumns, type Column, type Dataset } from '@sluice/contracts';
import fc from 'fast-check';
import { anyDataset } from './any-dataset.testing.js';
import { anyCell, type RawRecord } from './nasty-cells.testing.js';

/** A contract, and records of which many fit it or nearly do. */
export interface Case {
  readonly dataset: Dataset;
  readonly records: readonly RawRecord[];
}

export const anyCase = (rows: number): fc.Arbitrary<Case> =>
  anyDataset.chain((dataset) => {
    const fields = (cellOf: (column: Column) => fc.Arbitrary<string | null>) =>
      fc.record(Object.fromEntries(sourceColumns(dataset).map((column) => [column.from, cellOf(column)])));
    const record = fc.oneof(
      fields((column) => fittingCell(column, dataset.nullTokens)),
      fields((column) => fc.oneof(anyCell, fittingCell(column, dataset.nullTokens))),
    );
    return fc
      .array(record, { minLength: 1, maxLength: rows, size: 'max' })
      .map((records) => ({ dataset, records }));
  });

/** Valid texts of a column, with nulls where it has them; a few are not, at the borders of its rules. */
function fittingCell(column: Column, datasetTokens: readonly string[]): fc.Arbitrary<string | null> {
  const tokens = column.nullTokens ?? datasetTokens;
  const value = fittingText(column);
  const blanks = column.trim ? fc.stringMatching(/^[ \t\n\r]{0,2}$/) : fc.constant('');
  const padded = fc
    .tuple(blanks, fc.oneof({ weight: 3, arbitrary: value }, nearly(value)), blanks)
    .map((parts) => parts.join('').toWellFormed());
  if (!acceptsNull(column)) return padded;
  return fc.oneof(
    { weight: 8, arbitrary: padded },
    fc.constant(null),
    ...(tokens.length > 0 ? [fc.constantFrom(...tokens)] : []),
  );
}

/** A small step away from a form, such as lax readers forgive. */
const nearly = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      value,
      fc.constantFrom<(text: string) => string>(
        (text) => `0${text}`,
        (text) => `+${text}`,
        (text) => ` ${text}`,
        (text) => `${text}\n`,
        (text) => `${text}.0`,
        (text) => `${text}0`,
        (text) => `${text}e0`,
        (text) => text.replace(/^(-?)/, '$10'),
        (text) => text.replace(/^-?/, '-'),
        (text) => text.replace(/\d\d(?=\D*$)/, '30'),
        (text) => text.replace(/-(\d\d)-\d\d/, '-$1-31'),
        (text) => text.replace(/-\d\d-\d\d/, '-02-30'),
        (text) => text.replace(/-0/, '-'),
        (text) => text.replace(/[Z+-][\d:]*$/, ''),
        (text) => text.toUpperCase(),
        (text) => text.toLowerCase(),
        (text) => text.slice(1),
        (text) => text.slice(0, -1),
        (text) => text + text.slice(-1),
        (text) => text.replace(/[\]}]$/, ',$&'),
      ),
    )
    .map(([text, change]) => change(text));

function fittingText(column: Column): fc.Arbitrary<string> {
  switch (column.type) {
    case 'text':
      if (column.enum) return fc.constantFrom(...column.enum);
      if (column.pattern !== undefined) return fc.stringMatching(new RegExp(column.pattern, 'u'));
      return fc.string({ unit: 'binary', minLength: column.minBytes, maxLength: column.maxBytes });
    case 'integer':
      return near(column.min, column.max).map(String);
    case 'bigint':
      return fc.oneof(
        fc
          .tuple(fc.constantFrom(BigInt(column.min), BigInt(column.max), 0n), fc.bigInt(-3n, 3n))
          .map(([bound, step]) => String(bound + step)),
        // An instant in seconds or milliseconds.
        fc.bigInt(-64_000_000_000n, 254_000_000_000_000n).map(String),
      );
    case 'decimal': {
      const unit = 10n ** BigInt(column.scale);
      const largest = 10n ** BigInt(column.precision);
      return fc
        .tuple(fc.bigInt(-largest - 1n, largest + 1n), fc.nat(column.precision + 1), fc.nat(column.scale))
        .map(([units, smaller, cut]) => {
          const value = units / 10n ** BigInt(smaller);
          const digits = String(value < 0n ? -value : value).padStart(column.scale + 1, '0');
          const fraction = unit === 1n ? '' : `.${digits.slice(-column.scale)}`;
          const whole = digits.slice(0, digits.length - column.scale);
          return `${value < 0n ? '-' : ''}${whole}${fraction.slice(0, fraction.length - cut).replace(/\.$/, '')}`;
        });
    }
    case 'double':
      return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.float(), fc.integer()).map(String);
    case 'boolean':
      return fc.constantFrom(...column.trueTexts, ...column.falseTexts);
    case 'date':
      return day;
    case 'timestamp':
      return instant;
    case 'list':
      return fc
        .array(fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\u001f', '🎬', ' '), minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
        .map((items) => items.join(column.separator));
    case 'json':
      return fc.oneof(
        fc.json({ maxDepth: 2, stringUnit: 'binary' }),
        fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify(value, null, 1)),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      );
  }
} // prettier-ignore

const near = (min: number, max: number) =>
  fc.oneof(
    fc.integer({ min, max }),
    fc
      .tuple(fc.constantFrom(min, max, 0), fc.integer({ min: -2, max: 2 }))
      .map(([bound, step]) => bound + step),
  );

const dates = { min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true };
const border = fc
  .tuple(
    fc.constantFrom(
      '0001-01-01',
      '1900-02-28',
      '2000-02-29',
      '2023-12-31',
      '2024-01-01',
      '2024-02-29',
      '9999-12-31',
    ),
    fc.constantFrom('00:00:00', '00:30:00', '13:59:59', '23:30:00', '23:59:59'),
  )
  .map(([date, time]) => `${date}T${time}`);
const day = fc.oneof(
  fc.date(dates).map((date) => date.toISOString().slice(0, 10)),
  border.map((text) => text.slice(0, 10)),
);
const instant = fc
  .tuple(
    fc.oneof(
      fc.date(dates).map((date) => date.toISOString().slice(0, 19)),
      border,
    ),
    fc.constantFrom('T', 'T', ' '),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{1,7}$/)),
    fc.oneof(fc.constant('Z'), fc.stringMatching(/^[+-](?:0[0-9]|1[0-4]):(?:00|30|[0-5][0-9])$/)),
  )
  .map(([at, mark, fraction, zone]) => at.replace('T', mark) + fraction + zone);
