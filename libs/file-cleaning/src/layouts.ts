import { parquetType, type Dataset } from '@sluice/contracts';
import type { ParquetColumn } from './parquet-writer.js';

/** Identity of a record, before all else. The loader reads by position. */
const recordColumns: readonly ParquetColumn[] = [
  { name: '_source_no', type: 'INTEGER' },
  { name: '_ordinal', type: 'BIGINT' },
  // Null for files.
  { name: '_record_id', type: 'VARCHAR' },
  // Null for files.
  { name: '_arrived_at', type: 'TIMESTAMP' },
];

/** Columns of a part of clean rows: identity, then the contract's columns in contract order. */
export const rowsColumns = (dataset: Dataset): readonly ParquetColumn[] => [
  ...recordColumns,
  ...dataset.columns.map((column) => ({ name: column.name, type: parquetType(column) })),
];

/** Columns of a part of rejects. */
export const rejectsColumns: readonly ParquetColumn[] = [
  ...recordColumns,
  { name: 'reason', type: 'VARCHAR' },
  { name: 'column_name', type: 'VARCHAR' },
  { name: 'rule', type: 'VARCHAR' },
  { name: 'value_preview', type: 'VARCHAR' },
];
