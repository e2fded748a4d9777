import type { Column } from './column.js';
import type { Dataset } from './dataset.js';
import { parquetType } from './duckdb/parquet-type.js';
import { redactedText } from './mask.js';

/** A column as the target table has it: masks applied, dropped ones left out. */
export interface TableColumn {
  /** The contract's column that it holds. */
  readonly column: Column;
  readonly name: string;
  readonly nullable: boolean;
  readonly description: string;
  /** Its type in the target. */
  readonly redshiftType: string;
  /** Its type in the stage, which Parquet is copied into. */
  readonly stageType: string;
  /** Its type in Parquet, in DuckDB's spelling. */
  readonly parquetType: string;
  /** Whether it is staged as JSON text and parsed to SUPER on the way to the target. */
  readonly isJson: boolean;
}

/** The columns of a dataset's table in contract order; a `Row` has one value for each. */
export function tableColumns(dataset: Dataset): readonly TableColumn[] {
  return dataset.columns
    .filter(({ mask }) => mask !== 'drop')
    .map((column) => ({
      column,
      name: column.name,
      nullable: column.nullable,
      description: column.description,
      redshiftType: redshiftType(column),
      stageType: stageType(column),
      parquetType: parquetType(column),
      isJson: column.mask === undefined && (column.type === 'list' || column.type === 'json'),
    }));
}

/** The column's type in the target table, its mask applied. */
export function redshiftType(column: Column): string {
  if (column.mask === 'sha256') return 'VARCHAR(64)';
  if (column.mask !== undefined) return `VARCHAR(${redactedText.length})`;
  switch (column.type) {
    case 'text':
      return `VARCHAR(${column.maxBytes})`;
    case 'integer':
      return 'INTEGER';
    case 'bigint':
      return 'BIGINT';
    case 'decimal':
      return `DECIMAL(${column.precision},${column.scale})`;
    case 'double':
      return 'DOUBLE PRECISION';
    case 'boolean':
      return 'BOOLEAN';
    case 'date':
      return 'DATE';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'list':
    case 'json':
      return 'SUPER';
  }
}

/** The column's type while staged: what Parquet carries; SUPER is JSON text until it reaches the target. */
export function stageType(column: Column): string {
  const type = redshiftType(column);
  return type === 'SUPER' ? 'VARCHAR(65535)' : type;
}
