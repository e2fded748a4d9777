import { parseJson } from '../kernel/parse-json.js';
import { readDate, readTimestamp } from './load-datetime.js';
import { FAULTS, invalidDigit, overflow, type LoadFault } from './load-fault.js';
import type { ColumnDefinition } from './sql/column-definition.js';
import type { TextConversion } from './sql/copy-format.js';

/** A value in the one form that DuckDB is given, or why there is none. */
export type LoadedValue = string | null | LoadFault;

export const isFault = (value: LoadedValue): value is LoadFault =>
  typeof value === 'object' && value !== null;

const BLANK = /^\s*$/;

/** What a field of text becomes in a column. */
export function readValue(
  text: string | null,
  { type, notNull }: ColumnDefinition,
  conversion: TextConversion,
): LoadedValue {
  const value = isNull(text, type.stored, conversion)
    ? null
    : convert(text, type.stored, type.maxBytes, conversion);
  return value === null && notNull ? FAULTS.missingValue : value;
}

/** An empty field is NULL for every type but text. */
function isNull(text: string | null, stored: string, conversion: TextConversion): text is null {
  if (text === null || text === conversion.nullAs) return true;
  if (stored !== 'VARCHAR') return BLANK.test(text);
  return text === '' ? conversion.emptyAsNull : conversion.blanksAsNull && BLANK.test(text);
}

function convert(
  text: string,
  stored: string,
  maxBytes: number | undefined,
  { dateFormat, timeFormat }: TextConversion,
): LoadedValue {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(stored);
  if (decimal !== null) return readDecimal(text, Number(decimal[1]), Number(decimal[2]));
  switch (stored) {
    case 'VARCHAR':
      return readText(text, maxBytes ?? Infinity);
    case 'SMALLINT':
      return readInteger(text, 'Short', 2n ** 15n);
    case 'INTEGER':
      return readInteger(text, 'Integer', 2n ** 31n);
    case 'BIGINT':
      return readInteger(text, 'Long', 2n ** 63n);
    case 'FLOAT':
    case 'DOUBLE':
      return readFloat(text);
    case 'BOOLEAN':
      return readBoolean(text);
    case 'DATE':
      return readDate(text, dateFormat) ?? FAULTS.date;
    case 'TIMESTAMP':
      return readTimestamp(text, timeFormat, false) ?? FAULTS.timestamp;
    case 'TIMESTAMP WITH TIME ZONE': {
      const utc = readTimestamp(text, timeFormat, true);
      return utc === undefined ? FAULTS.timestamp : `${utc}+00`;
    }
    default:
      return parseJson(text) === undefined ? FAULTS.superJson : text;
  }
}

/** Blanks at the end that do not fit are no loss. */
function readText(text: string, maxBytes: number): LoadedValue {
  const excess = Buffer.byteLength(text) - maxBytes;
  if (excess <= 0) return text;
  const cut = text.slice(0, text.length - excess);
  return text === cut + ' '.repeat(excess) ? cut : FAULTS.tooLong;
}

function readInteger(text: string, type: string, limit: bigint): LoadedValue {
  const wrong = /^[+-]?\d*/.exec(text)?.[0].length ?? 0;
  if (wrong < text.length || !/\d/.test(text)) return invalidDigit(1207, text[wrong] ?? '', wrong, type);
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -limit && value < limit ? String(value) : overflow(1222, text, type);
}

/** Digits that there is no place for are cut off, as without ROUNDEC. */
function readDecimal(text: string, precision: number, scale: number): LoadedValue {
  const wrong = /^[+-]?\d*(?:\.\d*)?/.exec(text)?.[0].length ?? 0;
  if (wrong < text.length || !/\d/.test(text)) return invalidDigit(1207, text[wrong] ?? '', wrong, 'Decimal');
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)\.?(\d*)$/.exec(text) ?? [];
  if (whole.length > precision - scale) return overflow(1204, text, 'Decimal');
  const kept = fraction.slice(0, scale);
  return `${sign === '-' ? '-' : ''}${whole === '' ? '0' : whole}${kept === '' ? '' : `.${kept}`}`;
}

function readFloat(text: string): LoadedValue {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))) return text;
  if (/^(nan|[+-]?inf(inity)?)$/i.test(text)) return text;
  const wrong = /^[+-]?\d*\.?\d*/.exec(text)?.[0].length ?? 0;
  return invalidDigit(1208, text[wrong] ?? '', wrong, 'Float');
}

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);

function readBoolean(text: string): LoadedValue {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return 'true';
  return FALSE.has(word) ? 'false' : FAULTS.boolean;
}
