import type { Column } from '../column.js';

/** The DuckDB type in which a column's values are written to Parquet; lists are JSON text. */
export function parquetType(column: Column): string {
  switch (column.type) {
    case 'text':
    case 'list':
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
