import type { ColumnType } from './sql/column-type.js';

/** The Parquet types, as DuckDB names them, that each kind of column takes. */
const ACCEPTED: Readonly<Record<string, RegExp>> = {
  SMALLINT: /^(TINYINT|SMALLINT|INTEGER)$/,
  INTEGER: /^(TINYINT|SMALLINT|INTEGER)$/,
  BIGINT: /^BIGINT$/,
  FLOAT: /^FLOAT$/,
  DOUBLE: /^DOUBLE$/,
  BOOLEAN: /^BOOLEAN$/,
  DATE: /^DATE$/,
  VARCHAR: /^VARCHAR$/,
  TIMESTAMP: /^TIMESTAMP(_NS|_MS|_S)?$/,
  'TIMESTAMP WITH TIME ZONE': /^TIMESTAMP( WITH TIME ZONE)?$/,
};

const NESTED = /^(STRUCT|MAP)\(|\]$/;

/**
 * The expression that loads a Parquet column, or undefined when Redshift would refuse the pair. Redshift casts
 * nothing here: integers must have the column's own width, decimals its precision and scale. A timestamp that is
 * adjusted to UTC loads into TIMESTAMP as UTC.
 */
export function parquetValue(column: string, parquetType: string, stored: string): string | undefined {
  if (stored === 'JSON') return NESTED.test(parquetType) ? `to_json(${column})` : undefined;
  if (stored.startsWith('DECIMAL')) {
    return parquetType.replaceAll(' ', '') === stored.replaceAll(' ', '') ? column : undefined;
  }
  if (stored === 'TIMESTAMP' && parquetType === 'TIMESTAMP WITH TIME ZONE')
    return `timezone('UTC', ${column})`;
  return ACCEPTED[stored]?.test(parquetType) === true ? column : undefined;
}

const PHYSICAL: readonly (readonly [duckdb: RegExp, parquet: string])[] = [
  [/^(TINYINT|SMALLINT|INTEGER|DATE)$/, 'int32'],
  [/^(BIGINT|TIMESTAMP.*|DECIMAL.*)$/, 'int64'],
  [/^BOOLEAN$/, 'boolean'],
  [/^FLOAT$/, 'float'],
  [/^DOUBLE$/, 'double'],
  [NESTED, 'group'],
];

/** The Parquet type in the words of an error. */
export const physicalType = (parquetType: string): string =>
  PHYSICAL.find(([duckdb]) => duckdb.test(parquetType))?.[1] ?? 'byte_array';

/** The column's type in the words of an error. */
export const redshiftType = ({ stored, maxBytes }: ColumnType): string =>
  maxBytes !== undefined
    ? `VARCHAR(${maxBytes})`
    : stored === 'INTEGER'
      ? 'INT'
      : stored === 'JSON'
        ? 'SUPER'
        : stored;
