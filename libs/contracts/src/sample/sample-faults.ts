import type { Column } from '../column.js';
import type { ReasonCode } from '../reason.js';

/** A text that a column must refuse, and why. */
export interface SampleFault {
  readonly text: string;
  readonly reason: ReasonCode;
}

const notIntegers = ['1.0', '1e3', '+5', ' 12 ', '007', '1_000', '0x1F', '-0', 'NaN', ''];
const notDecimals = ['.5', '5.', '05.7', '1e1', '-0', '1,5', 'ten'];

/** Bad texts of a column; not those that its contract happens to accept. */
export function sampleFaults(column: Column, nullTokens: readonly string[]): readonly SampleFault[] {
  const [nullToken] = nullTokens;
  const missing: SampleFault[] =
    !column.nullable && nullToken !== undefined ? [{ text: nullToken, reason: 'missing_value' }] : [];
  const own = [...faultsOf(column), { text: 'a\0b', reason: 'invalid_character' } as const];
  return [...missing, ...own.filter(({ text }) => !nullTokens.includes(text))];
}

const all = (texts: readonly string[], reason: ReasonCode): SampleFault[] =>
  texts.map((text) => ({ text, reason }));

function faultsOf(column: Column): SampleFault[] {
  switch (column.type) {
    case 'text':
      return [
        ...(column.minBytes > 0 ? all([''], 'too_short') : []),
        ...all(['x'.repeat(column.maxBytes + 1)], 'too_long'),
        ...patternFaults(column.pattern, column.minBytes, column.maxBytes),
        ...(column.enum && column.pattern === undefined
          ? all([otherThan(column.enum, column.minBytes)], 'not_in_enum').filter(
              ({ text }) => text.length <= column.maxBytes,
            )
          : []),
      ];
    case 'integer':
      return [
        ...all(notIntegers, 'not_integer'),
        ...all([String(column.max + 1), '99999999999999999999'], 'out_of_range'),
      ];
    case 'bigint':
      return [...all(notIntegers, 'not_integer'), ...all([String(BigInt(column.max) + 1n)], 'out_of_range')];
    case 'decimal':
      return [
        ...all([...notDecimals, `1.${'5'.repeat(column.scale + 1)}`], 'not_decimal'),
        ...all([`1${'0'.repeat(column.precision - column.scale)}`], 'out_of_range'),
      ];
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
  }
}

function patternFaults(pattern: string | undefined, minBytes: number, maxBytes: number): SampleFault[] {
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
