import { canonicalTimestamp, isDate } from './calendar.js';
import type { BigintColumn, Column, DecimalColumn, IntegerColumn, ListColumn, TextColumn } from './column.js';
import type { ReasonCode } from './reason.js';
import type { Value } from './row.js';
import { utf8Length } from './utf8-length.js';

/** A column's reading of one raw value. */
export type Reading = { readonly value: Value } | { readonly reason: ReasonCode };

/** Reads the lexical form of a raw value; compiled once for each column. */
export type ValueReader = (raw: unknown) => Reading;

const canonicalInteger = /^(?:0|-?[1-9][0-9]*)$/;
const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
// NUL, U+FFFE, U+FFFF; lone surrogates are found by isWellFormed.
// eslint-disable-next-line no-control-regex
const forbiddenCharacter = /[\u0000\uFFFE\uFFFF]/;

const bad = (reason: ReasonCode): Reading => ({ reason });

/** The reader of a column; see `column.ts` for what each type accepts. */
export function valueReader(column: Column, nullTokens: readonly string[]): ValueReader {
  const readText = textReader(column);
  const nulls = new Set(nullTokens);
  return (raw) => {
    if (raw === null || raw === undefined) return column.nullable ? { value: null } : bad('missing_value');
    const text = lexicalForm(column, raw);
    if (text === undefined) return bad(formReason(column));
    if (nulls.has(text)) return column.nullable ? { value: null } : bad('missing_value');
    if (forbiddenCharacter.test(text) || !text.isWellFormed()) return bad('invalid_character');
    return readText(text);
  };
}

/** The text that a raw value stands for; undefined when its JSON type does not fit the column. */
function lexicalForm(column: Column, raw: unknown): string | undefined {
  switch (typeof raw) {
    case 'string':
      return raw;
    case 'number':
      return String(raw);
    case 'boolean':
      return column.type === 'boolean' ? (raw ? column.trueTexts : column.falseTexts)[0] : undefined;
    default:
      if (column.type !== 'list' || !Array.isArray(raw)) return undefined;
      return raw.length > 0 &&
        raw.every((item) => typeof item === 'string' && !item.includes(column.separator))
        ? raw.join(column.separator)
        : undefined;
  }
}

function formReason(column: Column): ReasonCode {
  return column.type === 'bigint' ? 'not_integer' : `not_${column.type}`;
}

function textReader(column: Column): (text: string) => Reading {
  switch (column.type) {
    case 'text':
      return plainTextReader(column);
    case 'integer':
      return integerReader(column);
    case 'bigint':
      return bigintReader(column);
    case 'decimal':
      return decimalReader(column);
    case 'double':
      return (text) => {
        if (!jsonNumber.test(text)) return bad('not_double');
        const value = Number(text);
        // JSON writes -0 as 0, so it must be one value.
        return Number.isFinite(value) ? { value: value === 0 ? 0 : value } : bad('out_of_range');
      };
    case 'boolean': {
      const values = new Map<string, boolean>([
        ...column.trueTexts.map((text) => [text, true] as const),
        ...column.falseTexts.map((text) => [text, false] as const),
      ]);
      return (text) => {
        const value = values.get(text);
        return value === undefined ? bad('not_boolean') : { value };
      };
    }
    case 'date':
      return (text) => (isDate(text) ? { value: text } : bad('not_date'));
    case 'timestamp':
      return (text) => {
        const value = canonicalTimestamp(text);
        return value === undefined ? bad('not_timestamp') : { value };
      };
    case 'list':
      return listReader(column);
  }
}

function plainTextReader(column: TextColumn): (text: string) => Reading {
  const pattern = column.pattern === undefined ? undefined : new RegExp(column.pattern, 'u');
  const allowed = column.enum && new Set(column.enum);
  return (text) => {
    if (column.minBytes > 0 || text.length * 3 > column.maxBytes) {
      const bytes = utf8Length(text);
      if (bytes < column.minBytes) return bad('too_short');
      if (bytes > column.maxBytes) return bad('too_long');
    }
    if (pattern && !pattern.test(text)) return bad('pattern_mismatch');
    if (allowed && !allowed.has(text)) return bad('not_in_enum');
    return { value: text };
  };
}

function integerReader({ min, max }: IntegerColumn): (text: string) => Reading {
  return (text) => {
    if (!canonicalInteger.test(text)) return bad('not_integer');
    const value = Number(text);
    return value >= min && value <= max ? { value } : bad('out_of_range');
  };
}

function bigintReader(column: BigintColumn): (text: string) => Reading {
  const [min, max] = [BigInt(column.min), BigInt(column.max)];
  return (text) => {
    if (!canonicalInteger.test(text)) return bad('not_integer');
    // Longer texts cannot fit; converting them would cost quadratic time.
    if (text.length > 20) return bad('out_of_range');
    const value = BigInt(text);
    return value >= min && value <= max ? { value: text } : bad('out_of_range');
  };
}

function decimalReader(column: DecimalColumn): (text: string) => Reading {
  const { precision, scale } = column;
  const form = new RegExp(`^-?(?:0|[1-9][0-9]*)${scale > 0 ? `(?:\\.[0-9]{1,${scale}})?` : ''}$`);
  const min = column.min === undefined ? undefined : scaled(column.min, scale);
  const max = column.max === undefined ? undefined : scaled(column.max, scale);
  return (text) => {
    if (!form.test(text) || /^-0(?:\.0+)?$/.test(text)) return bad('not_decimal');
    const [whole = '', fraction = ''] = text.split('.');
    const digits = whole.replace('-', '');
    if (digits !== '0' && digits.length > precision - scale) return bad('out_of_range');
    const value = scaled(text, scale);
    if ((min !== undefined && value < min) || (max !== undefined && value > max)) return bad('out_of_range');
    return { value: scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, '0')}` };
  };
}

/** A decimal text as an integer count of its smallest unit. */
function scaled(text: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
}

function listReader({ separator, maxBytes }: ListColumn): (text: string) => Reading {
  return (text) => {
    const items = text.split(separator);
    if (items.includes('')) return bad('not_list');
    if (utf8Length(text) > maxBytes) return bad('too_long');
    return { value: JSON.stringify(items) };
  };
}
