import type { DecimalColumn } from '../column.js';
import { literal } from './literal.js';
import type { TextSql } from './text-sql.js';

/** A text is canonical when its number prints as the text; the expression settles what did not fit the type. */
export function wholeNumberSql(type: 'INTEGER' | 'BIGINT', min: string, max: string, raw: string): TextSql {
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

export function decimalSql(column: DecimalColumn, raw: string): TextSql {
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

export function doubleSql(raw: string): TextSql {
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

const fullMatch = (raw: string, re2: string): string => `regexp_matches(${raw}, ${literal(`^(?:${re2})$`)})`;
