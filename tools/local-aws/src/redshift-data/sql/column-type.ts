import { notImplemented, SqlError } from '../sql-error.js';
import type { TokenReader } from './token-reader.js';

/** A column's type as Redshift declares it and as DuckDB stores it. */
export interface ColumnType {
  /** DuckDB's spelling, without a length. */
  readonly stored: string;
  /** The most bytes of UTF-8 that the column takes. */
  readonly maxBytes?: number;
}

const PLAIN: Readonly<Record<string, string>> = {
  smallint: 'SMALLINT',
  int2: 'SMALLINT',
  integer: 'INTEGER',
  int: 'INTEGER',
  int4: 'INTEGER',
  bigint: 'BIGINT',
  int8: 'BIGINT',
  real: 'FLOAT',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  bool: 'BOOLEAN',
  date: 'DATE',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
  super: 'JSON',
};

const DEFAULT_VARCHAR_BYTES = 256;
const MAX_VARCHAR_BYTES = 65_535;

export function readColumnType(reader: TokenReader): ColumnType {
  const word = reader.identifier();
  const plain = PLAIN[word];
  if (plain !== undefined) return { stored: plain };
  switch (word) {
    case 'double':
      reader.expectWords('precision');
      return { stored: 'DOUBLE' };
    case 'decimal':
    case 'numeric':
      return { stored: readDecimal(reader) };
    case 'timestamp': {
      if (reader.takeWords('with', 'time', 'zone')) return { stored: 'TIMESTAMP WITH TIME ZONE' };
      reader.takeWords('without', 'time', 'zone');
      return { stored: 'TIMESTAMP' };
    }
    case 'text':
      return { stored: 'VARCHAR', maxBytes: DEFAULT_VARCHAR_BYTES };
    case 'varchar':
    case 'nvarchar':
      return varchar(reader);
    case 'character':
    case 'char':
    case 'nchar':
      if (reader.takeWords('varying')) return varchar(reader);
      throw notImplemented('type char');
    case 'bpchar':
    case 'time':
    case 'timetz':
    case 'interval':
    case 'varbyte':
    case 'varbinary':
    case 'geometry':
    case 'geography':
    case 'hllsketch':
      throw notImplemented(`type ${word}`);
    default:
      throw new SqlError(`type "${word}" does not exist`, '42704');
  }
}

const varchar = (reader: TokenReader): ColumnType => ({ stored: 'VARCHAR', maxBytes: readLength(reader) });

function readLength(reader: TokenReader): number {
  if (!reader.takeOp('(')) return DEFAULT_VARCHAR_BYTES;
  const length = reader.takeWords('max') ? MAX_VARCHAR_BYTES : reader.integer();
  reader.expectOp(')');
  if (length < 1 || length > MAX_VARCHAR_BYTES) {
    throw new SqlError(
      `length for type character varying must be between 1 and ${MAX_VARCHAR_BYTES}`,
      '22023',
    );
  }
  return length;
}

function readDecimal(reader: TokenReader): string {
  if (!reader.takeOp('(')) return 'DECIMAL(18, 0)';
  const precision = reader.integer();
  const scale = reader.takeOp(',') ? reader.integer() : 0;
  reader.expectOp(')');
  if (precision < 1 || precision > 38 || scale > Math.min(precision, 37)) {
    throw new SqlError(`DECIMAL precision ${precision} must be between 1 and 38`, '22023');
  }
  return `DECIMAL(${precision}, ${scale})`;
}
