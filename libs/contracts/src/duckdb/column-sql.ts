import type { Column, DecimalColumn, ListColumn, TextColumn } from '../column.js';
import { readPattern } from '../pattern.js';
import type { ReasonCode } from '../reason.js';
import { isOneOf, literal } from './literal.js';
import { timestampSql } from './timestamp-sql.js';

/** Three expressions over one raw VARCHAR; `read-value.ts` is the same for streams. */
export interface ColumnSql {
  /** Code of the first fault, NULL when the value is good. */
  readonly reason: string;
  /** The value in the column's Parquet type; anything when there is a fault, but never an error. */
  readonly value: string;
  /** The value in the form in which it travels (`row.ts`); anything when there is a fault. */
  readonly canonical: string;
}

/** How a text that is not null and has no forbidden character is judged. */
interface TextSql {
  /** `WHEN` branches in order of judgement; none holds for a good value. */
  readonly faults: readonly (readonly [condition: string, reason: ReasonCode])[];
  readonly value: string;
  readonly canonical?: string;
}

/**
 * Compiles a column to SQL. Casts are DuckDB's, which are lax, so each is held against the text it read.
 * @param raw a VARCHAR expression, cheap to repeat; NULL stands for an absent value
 */
export function columnSql(column: Column, nullTokens: readonly string[], raw: string): ColumnSql {
  const isNull = `(${raw} IS NULL OR ${isOneOf(raw, nullTokens)})`;
  const forbidden = [0, 0xfffe, 0xffff].map((code) => `contains(${raw}, chr(${code}))`).join(' OR ');
  const { faults, value, canonical = value } = textSql(column, raw);
  const branches = faults.map(([condition, reason]) => `WHEN ${condition} THEN '${reason}'`);
  const orNull = (expression: string) =>
    column.nullable ? `CASE WHEN NOT ${isNull} THEN ${expression} END` : expression;
  return {
    reason: [
      `CASE WHEN ${isNull} THEN ${column.nullable ? 'NULL' : "'missing_value'"}`,
      `WHEN ${forbidden} THEN 'invalid_character'`,
      ...branches,
      'END',
    ].join(' '),
    value: orNull(value),
    canonical: orNull(canonical),
  };
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
    case 'double': {
      const value = `TRY_CAST(${raw} AS DOUBLE)`;
      return {
        faults: [
          [`NOT ${fullMatch(raw, '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?')}`, 'not_double'],
          [`${value} IS NULL OR isinf(${value})`, 'out_of_range'],
        ],
        // JSON writes -0 as 0, so it must be one value.
        value: `CASE WHEN ${value} = 0 THEN CAST(0 AS DOUBLE) ELSE ${value} END`,
      };
    }
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

/** A text is canonical when its number prints as the text; the expression settles what did not fit the type. */
function wholeNumberSql(type: 'INTEGER' | 'BIGINT', min: string, max: string, raw: string): TextSql {
  const value = `TRY_CAST(${raw} AS ${type})`;
  const canonical = `CAST(${value} AS VARCHAR) IS NOT DISTINCT FROM ${raw}`;
  return {
    faults: [
      [`NOT (${canonical}) AND NOT ${fullMatch(raw, '0|-?[1-9][0-9]*')}`, 'not_integer'],
      [`${value} IS NULL OR ${value} NOT BETWEEN ${min} AND ${max}`, 'out_of_range'],
    ],
    value,
  };
}

function decimalSql(column: DecimalColumn, raw: string): TextSql {
  const { precision, scale, min, max } = column;
  const fraction = scale > 0 ? `(?:\\.[0-9]{1,${scale}})?` : '';
  const value = `TRY_CAST(${raw} AS DECIMAL(${precision},${scale}))`;
  const bound = (text: string) => `CAST('${text}' AS DECIMAL(38,${scale}))`;
  const outside = [
    `${value} IS NULL`,
    ...(min === undefined ? [] : [`${value} < ${bound(min)}`]),
    ...(max === undefined ? [] : [`${value} > ${bound(max)}`]),
  ];
  const wholeLength = `strlen(split_part(${raw}, '.', 1))`;
  return {
    faults: [
      [`NOT ${fullMatch(raw, `-?(?:0|[1-9][0-9]*)${fraction}`)}`, 'not_decimal'],
      [fullMatch(raw, '-0(?:\\.0+)?'), 'not_decimal'],
      [outside.join(' OR '), 'out_of_range'],
    ],
    value,
    // Not the cast's own text: DuckDB prints DECIMAL(1,1) as `.5`.
    canonical:
      scale === 0
        ? raw
        : `CASE WHEN contains(${raw}, '.') THEN rpad(${raw}, CAST(${wholeLength} + ${scale + 1} AS INTEGER), '0') ELSE ${raw} || '.${'0'.repeat(scale)}' END`,
  };
}

function listSql({ separator, maxBytes }: ListColumn, raw: string): TextSql {
  const mark = literal(separator);
  const quick = `'["' || replace(${raw}, ${mark}, '","') || '"]'`;
  // NUL stands for the separator meanwhile, which may be a letter that escapes are written with.
  const exact = `'["' || replace(${jsonEscaped(`replace(${raw}, ${mark}, chr(0))`)}, chr(0), '","') || '"]'`;
  return {
    faults: [
      [
        `${raw} = '' OR starts_with(${raw}, ${mark}) OR ends_with(${raw}, ${mark}) OR contains(${raw}, ${literal(separator + separator)})`,
        'not_list',
      ],
      [`strlen(${raw}) > ${maxBytes}`, 'too_long'],
    ],
    value: `CASE WHEN regexp_matches(${raw}, ${literal('["\\\\\\x00-\\x1f]')}) THEN ${exact} ELSE ${quick} END`,
  };
}

/** As JSON.stringify escapes; DuckDB's own `to_json` writes its hexadecimal digits in capitals. */
function jsonEscaped(text: string): string {
  const characters = [
    '\\',
    '"',
    ...Array.from({ length: 0x1f }, (_, index) => String.fromCharCode(index + 1)),
  ];
  return characters.reduce(
    (sql, character) =>
      `replace(${sql}, chr(${character.charCodeAt(0)}), ${literal(JSON.stringify(character).slice(1, -1))})`,
    text,
  );
}

const fullMatch = (raw: string, re2: string): string => `regexp_matches(${raw}, ${literal(`^(?:${re2})$`)})`;
