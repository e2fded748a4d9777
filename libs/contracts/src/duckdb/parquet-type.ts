import type { Column } from '../column.js';

/** The DuckDB type in which a column's values are written to Parquet, its mask applied; lists are JSON text. */
export function parquetType(column: Column): string {
  if (column.mask !== undefined) return 'VARCHAR';
  switch (column.type) {
    case 'text':
    case 'list':
    case 'json':
      return 'VARCHAR';
    case 'decimal':
      return `DECIMAL(${column.precision},${column.scale})`;
    case 'integer':
    case 'bigint':
    case 'double':
    case 'boolean':
    case 'date':
    case 'timestamp':
      return column.type.toUpperCase();
  }
}
