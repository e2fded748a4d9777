import { blanks } from '../blanks.js';
import type { Column, Mask, TextColumn } from '../column.js';
import { redactedText } from '../mask.js';
import { readPattern } from '../pattern.js';
import { defaultValue } from '../read-value.js';
import { listSql } from './list-sql.js';
import { isOneOf, literal } from './literal.js';
import { parquetType } from './parquet-type.js';
import { decimalSql, doubleSql, wholeNumberSql } from './number-sql.js';
import type { TextSql } from './text-sql.js';
import { timestampSql } from './timestamp-sql.js';

/** Three expressions over one raw VARCHAR; `read-value.ts` is the same for streams. */
export interface ColumnSql {
  /** Code of the first fault, NULL when the value is good. */
  readonly reason: string;
  /** The value, masked, in the column's Parquet type; anything when there is a fault, but never an error. */
  readonly value: string;
  /** The value, masked, in the form in which it travels (`row.ts`); anything when there is a fault. */
  readonly canonical: string;
}

/** The scalar function, VARCHAR to BOOLEAN, by which SQL asks `isJson`: DuckDB's own parser takes more than JSON. */
export const isJsonFunction = 'sluice_is_json';

/**
 * Compiles a column to SQL. Casts are DuckDB's, which are lax, so each is held against the text it read. Whoever
 * runs the SQL of a json column registers `isJsonFunction` first.
 * @param nullTokens the dataset's, for a column without its own
 * @param raw a VARCHAR expression, cheap to repeat; NULL stands for an absent value
 */
export function columnSql(column: Column, nullTokens: readonly string[], raw: string): ColumnSql {
  const text = column.trim ? `trim(${raw}, ${literal(blanks)})` : raw;
  const isNull = `(${raw} IS NULL OR ${isOneOf(text, column.nullTokens ?? nullTokens)})`;
  const forbidden = [0, 0xfffe, 0xffff].map((code) => `contains(${text}, chr(${code}))`).join(' OR ');
  const { faults, value, canonical = value } = textSql(column, text);
  const good = maskedSql(column.mask, value, canonical);
  const ofNull = defaultSql(column);
  const branches = faults.map(([condition, reason]) => `WHEN ${condition} THEN '${reason}'`);
  const orNull = (form: 'value' | 'canonical') => {
    if (ofNull) return `CASE WHEN ${isNull} THEN ${ofNull[form]} ELSE ${good[form]} END`;
    return column.nullable ? `CASE WHEN NOT ${isNull} THEN ${good[form]} END` : good[form];
  };
  return {
    reason: [
      `CASE WHEN ${isNull} THEN ${column.nullable || ofNull ? 'NULL' : "'missing_value'"}`,
      `WHEN ${forbidden} THEN 'invalid_character'`,
      ...branches,
      'END',
    ].join(' '),
    value: orNull('value'),
    canonical: orNull('canonical'),
  };
}

function maskedSql(mask: Mask | undefined, value: string, canonical: string): Omit<ColumnSql, 'reason'> {
  const masked = maskSql(mask, canonical);
  return { value: masked ?? value, canonical: masked ?? canonical };
}

/** What stands for null; undefined where nothing does. */
function defaultSql({ mask, ...column }: Column): Omit<ColumnSql, 'reason'> | undefined {
  const canonical = defaultValue(column);
  if (canonical === undefined) return undefined;
  const value = `CAST(${literal(String(canonical))} AS ${parquetType(column)})`;
  return maskedSql(mask, value, typeof canonical === 'string' ? literal(canonical) : value);
}

/** `maskValue` in SQL; undefined without a mask. */
function maskSql(mask: Mask | undefined, canonical: string): string | undefined {
  switch (mask) {
    case undefined:
      return undefined;
    case 'sha256':
      return `sha256(CAST(${canonical} AS VARCHAR))`;
    case 'redact':
      return literal(redactedText);
    case 'drop':
      return 'CAST(NULL AS VARCHAR)';
  }
}

function textSql(column: Column, raw: string): TextSql {
  switch (column.type) {
    case 'text':
      return plainTextSql(column, raw);
    case 'integer':
      return wholeNumberSql('INTEGER', String(column.min), String(column.max), raw);
    case 'bigint':
      return { ...wholeNumberSql('BIGINT', column.min, column.max, raw), canonical: raw };
    case 'decimal':
      return decimalSql(column, raw);
    case 'double':
      return doubleSql(raw);
    case 'boolean':
      return {
        faults: [[`NOT ${isOneOf(raw, [...column.trueTexts, ...column.falseTexts])}`, 'not_boolean']],
        value: isOneOf(raw, column.trueTexts),
      };
    case 'date': {
      const value = `TRY_CAST(${raw} AS DATE)`;
      // The length keeps `infinity` and dates before the common era out.
      const exists = `strlen(${raw}) = 10 AND ${raw} >= '0001' AND CAST(${value} AS VARCHAR) IS NOT DISTINCT FROM ${raw}`;
      return { faults: [[`NOT (${exists})`, 'not_date']], value, canonical: raw };
    }
    case 'timestamp': {
      const { isTimestamp, value, canonical } = timestampSql(raw);
      return { faults: [[`NOT ${isTimestamp}`, 'not_timestamp']], value, canonical };
    }
    case 'list':
      return listSql(column, raw);
    case 'json':
      return {
        faults: [
          [`strlen(${raw}) > ${column.maxBytes}`, 'too_long'],
          // Asked apart: the driver takes a leading U+FEFF off texts that it hands to JavaScript.
          [`starts_with(${raw}, chr(65279)) OR NOT ${isJsonFunction}(${raw})`, 'not_json'],
        ],
        value: raw,
      };
  }
}

function plainTextSql(column: TextColumn, raw: string): TextSql {
  const pattern = column.pattern === undefined ? undefined : readPattern(column.pattern);
  return {
    faults: [
      ...(column.minBytes > 0 ? [[`strlen(${raw}) < ${column.minBytes}`, 'too_short'] as const] : []),
      [`strlen(${raw}) > ${column.maxBytes}`, 'too_long'],
      ...(pattern && 're2' in pattern
        ? [[`NOT regexp_matches(${raw}, ${literal(pattern.re2)})`, 'pattern_mismatch'] as const]
        : []),
      ...(column.enum ? [[`NOT ${isOneOf(raw, column.enum)}`, 'not_in_enum'] as const] : []),
    ],
    value: raw,
  };
}
