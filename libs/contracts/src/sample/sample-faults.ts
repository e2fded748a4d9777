import { acceptsNull } from '../accepts-null.js';
import { trimmed } from '../blanks.js';
import type { Column, DecimalColumn, TextColumn } from '../column.js';
import type { ReasonCode } from '../reason.js';

/** A raw value that a column must refuse, and why. */
export interface SampleFault {
  /** A field's text or a JSON value; undefined for an absent one. */
  readonly raw: unknown;
  readonly reason: ReasonCode;
}

interface TextFault extends SampleFault {
  readonly raw: string;
}

const notIntegers = ['1.0', '1e3', '+5', ' 12 ', '007', '1_000', '0x1F', '-0', 'NaN', ''];
const notDecimals = ['.5', '5.', '05.7', '1e1', '-0', '1,5', 'ten'];
/** Far enough beyond what a double counts one by one, and with more digits than it keeps. */
const [inexactInteger, inexactFraction] = [2 ** 53 + 2, 0.123_456_789_012_345_6];

/** Bad values of a column; not those that its contract happens to accept. */
export function sampleFaults(
  column: Column,
  nullTokens: readonly string[],
  kind: 'text' | 'json',
): readonly SampleFault[] {
  const own = [...textFaults(column), { raw: 'a\0b', reason: 'invalid_character' } as const].filter(
    ({ raw }) => !nullTokens.includes(raw) && (!column.trim || trimmed(raw) === raw),
  );
  return [...missingFaults(column, nullTokens, kind), ...own, ...(kind === 'json' ? jsonFaults(column) : [])];
}

function missingFaults(column: Column, nullTokens: readonly string[], kind: 'text' | 'json'): SampleFault[] {
  if (acceptsNull(column)) return [];
  return all(kind === 'json' ? [undefined] : nullTokens.slice(0, 1), 'missing_value');
}

/** What only JSON can get wrong. */
function jsonFaults({ type }: Column): SampleFault[] {
  switch (type) {
    case 'bigint':
    case 'list':
    case 'text':
      return all([inexactInteger], 'inexact_number');
    case 'decimal':
      return all([inexactFraction, inexactInteger], 'inexact_number');
    case 'json':
      return all([{ n: [inexactInteger] }], 'inexact_number');
    default:
      return [];
  }
}

const all = <Raw>(raws: readonly Raw[], reason: ReasonCode): { raw: Raw; reason: ReasonCode }[] =>
  raws.map((raw) => ({ raw, reason }));

function textFaults(column: Column): TextFault[] {
  switch (column.type) {
    case 'text':
      return plainTextFaults(column);
    case 'integer':
      return [
        ...all(notIntegers, 'not_integer'),
        ...all([String(column.max + 1), String(column.min - 1), '99999999999999999999'], 'out_of_range'),
      ];
    case 'bigint':
      return [...all(notIntegers, 'not_integer'), ...all([String(BigInt(column.max) + 1n)], 'out_of_range')];
    case 'decimal':
      return decimalFaults(column);
    case 'double':
      return [
        ...all(['1.', '.5', '+1', 'NaN', 'Infinity', ''], 'not_double'),
        ...all(['1e400'], 'out_of_range'),
      ];
    case 'boolean': {
      const accepted = new Set([...column.trueTexts, ...column.falseTexts]);
      return all(
        ['yes', 'TRUE', 'off', '2', ''].filter((text) => !accepted.has(text)),
        'not_boolean',
      );
    }
    case 'date':
      return all(['2024-02-30', '2024-1-2', '2024-01-02 10:00:00', 'epoch', ''], 'not_date');
    case 'timestamp':
      return all(
        [
          '2024-02-30T10:00:00Z',
          '2024-01-02T10:00:00',
          '2024-01-02T24:00:00Z',
          '2024-01-02T10:00:00+15:00',
          '2024-01-02',
        ],
        'not_timestamp',
      );
    case 'list': {
      const mark = column.separator;
      return [
        ...all(['', `Drama${mark}${mark}Crime`, `Drama${mark}`], 'not_list'),
        ...all([`${mark === 'x' ? 'y' : 'x'}`.repeat(column.maxBytes + 1)], 'too_long'),
      ];
    }
    case 'json':
      return [
        ...all(['{"a":1,}', 'abc', "{'a':1}", '[1', '"\\u0000"', '[1e400]', ''], 'not_json').filter(
          ({ raw }) => raw.length <= column.maxBytes,
        ),
        ...all([`"${'x'.repeat(column.maxBytes)}"`], 'too_long'),
      ];
  }
}

function plainTextFaults(column: TextColumn): TextFault[] {
  const { minBytes, maxBytes, pattern, enum: allowed } = column;
  return [
    ...(minBytes > 0 ? all([''], 'too_short') : []),
    ...(minBytes > 1 ? all(['x'.repeat(minBytes - 1)], 'too_short') : []),
    ...all(['x'.repeat(maxBytes + 1), 'é'.repeat((maxBytes >> 1) + 1)], 'too_long'),
    ...patternFaults(pattern, minBytes, maxBytes),
    ...(allowed && pattern === undefined
      ? all([otherThan(allowed, minBytes)], 'not_in_enum').filter(({ raw }) => raw.length <= maxBytes)
      : []),
  ];
}

function decimalFaults({ precision, scale, max }: DecimalColumn): TextFault[] {
  return [
    ...all([...notDecimals, `1.${'5'.repeat(scale + 1)}`], 'not_decimal'),
    ...all([`1${'0'.repeat(precision - scale)}`], 'out_of_range'),
    ...(max === undefined || max.startsWith('-')
      ? []
      : all([String(BigInt(max.split('.')[0] ?? '0') + 1n)], 'out_of_range')),
  ];
}

function patternFaults(pattern: string | undefined, minBytes: number, maxBytes: number): TextFault[] {
  if (pattern === undefined) return [];
  const expression = new RegExp(pattern, 'u');
  const candidates = ['?', 'nm0000001', 'tt 000001', 'x'.repeat(maxBytes), '~'.repeat(Math.max(minBytes, 1))];
  return all(
    candidates.filter((text) => text.length >= minBytes && text.length <= maxBytes && !expression.test(text)),
    'pattern_mismatch',
  );
}

function otherThan(texts: readonly string[], minBytes: number): string {
  let other = '~'.repeat(Math.max(minBytes, 1));
  while (texts.includes(other)) other += '~';
  return other;
}
