import type { Column } from './column.js';
import type { Dataset } from './dataset.js';

/** Lineage columns that every target table has beside the contract's. */
export const lineageColumns = [
  /** Identity of the delivered record: `sourceId:ordinal` (12 digits) of a file, `stream/shard:sequence` of a stream. */
  { name: '_record_id', redshiftType: 'VARCHAR(256)' },
  /** When the record reached AWS, UTC: the object's LastModified or the stream's arrival time. */
  { name: '_arrived_at', redshiftType: 'TIMESTAMP' },
  /** The load that wrote the row; joins to the ledger. */
  { name: '_load_id', redshiftType: 'VARCHAR(64)' },
] as const;

/** The column's type in the target table. */
export function redshiftType(column: Column): string {
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
      return 'SUPER';
  }
}

/** The column's type while staged: what Parquet carries; lists are JSON text until they reach the target. */
export function stageType(column: Column): string {
  return column.type === 'list' ? 'VARCHAR(65535)' : redshiftType(column);
}

/** `CREATE TABLE IF NOT EXISTS` of the target, with keys as Redshift's planner likes them. */
export function targetTableDdl(dataset: Dataset): string {
  const { table, columns } = dataset;
  const sortKeys = table.sortKeys.length > 0 ? table.sortKeys : ['_arrived_at'];
  const lines = [
    ...columns.map((column) => `${column.name} ${redshiftType(column)}${column.nullable ? '' : ' NOT NULL'}`),
    ...lineageColumns.map(({ name, redshiftType: type }) => `${name} ${type} NOT NULL`),
  ];
  const distribution = table.distKey === undefined ? 'DISTSTYLE AUTO' : `DISTKEY (${table.distKey})`;
  return `CREATE TABLE IF NOT EXISTS ${table.schema}.${table.name} (\n  ${lines.join(',\n  ')}\n) ${distribution} SORTKEY (${sortKeys.join(', ')})`;
}
