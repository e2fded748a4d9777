/** Precision and scale of `DECIMAL(p,s)`; undefined for every other type. */
export function decimalShape(parquetType: string): { precision: number; scale: number } | undefined {
  const match = /^DECIMAL\((\d+), ?(\d+)\)$/.exec(parquetType);
  return match ? { precision: Number(match[1]), scale: Number(match[2]) } : undefined;
}

/** How Parquet stores a type. */
export type PhysicalType = 'BYTE_ARRAY' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN';

/** @throws {RangeError} for a type that no vector holds */
export function physicalType(parquetType: string): PhysicalType {
  switch (parquetType) {
    case 'VARCHAR':
      return 'BYTE_ARRAY';
    case 'INTEGER':
    case 'DATE':
      return 'INT32';
    case 'BIGINT':
    case 'TIMESTAMP':
      return 'INT64';
    case 'DOUBLE':
    case 'BOOLEAN':
      return parquetType;
  }
  const precision = decimalShape(parquetType)?.precision ?? 0;
  if (precision < 1 || precision > 18) throw new RangeError(`no column vector holds ${parquetType}`);
  return precision <= 9 ? 'INT32' : 'INT64';
}
