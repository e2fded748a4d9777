import fc from 'fast-check';
import { jsonTraps, traps } from './nasty-texts.testing.js';

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

/** As producers write it, and with escapes that only some parsers take. */
const anyJson = fc
  .tuple(
    fc.oneof(fc.json({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }).map((value) => JSON.stringify(value))),
    fc.constantFrom('', ' ', '\n', '\t', '\r'),
    fc.boolean(),
  )
  .map(([text, space, escaped]) =>
    space + (escaped ? text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : text) + space,
  ); // prettier-ignore
/** Within blanks that a trimmed column takes off, and others that it does not. */
const blanked = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', '\v', '\u00a0'), maxLength: 3 }),
    fc.constantFrom<string>('', '\\N', '1', '0', 'a,b', 'true', 'no', 'NULL', '5.7', '2024-01-02', '2024-01-02T10:00:00Z', '{}', 'é', 'x'),
    fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', '\f', '\u2028'), maxLength: 3 }),
  )
  .map((parts) => parts.join('')); // prettier-ignore

const fresh = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<string>(...traps) },
  { weight: 2, arbitrary: fc.constantFrom<string>(...jsonTraps) },
  { weight: 2, arbitrary: anyJson },
  { weight: 2, arbitrary: blanked },
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
  '{',
  '\\u',
  '\uFEFF',
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

/** A record of raw fields by source name. */
export type RawRecord = Readonly<Record<string, string | null>>;

/** The sources that `anyDataset` reads. */
export const sources = ['a', 'b', 'c', 'd'] as const;

export const anyRecords = (rows: number): fc.Arbitrary<readonly RawRecord[]> =>
  fc.array(fc.record({ a: anyCell, b: anyCell, c: anyCell, d: anyCell }), {
    minLength: 1,
    maxLength: rows,
    size: 'max',
  });
