import type { Dataset } from './dataset.js';
import { tableColumns } from './table-columns.js';

/** Lineage columns that every target table has beside the contract's. */
export const lineageColumns = [
  /** Identity of the delivered record: `sourceId:ordinal` (12 digits) of a file, `stream/shard:sequence` of a stream. */
  { name: '_record_id', redshiftType: 'VARCHAR(256)' },
  /** When the record reached AWS, UTC: the object's LastModified or the stream's arrival time. */
  { name: '_arrived_at', redshiftType: 'TIMESTAMP' },
  /** The load that wrote the row; joins to the ledger. */
  { name: '_load_id', redshiftType: 'VARCHAR(64)' },
] as const;

/** `CREATE TABLE IF NOT EXISTS` of the target, with keys as Redshift's planner likes them. */
export function targetTableDdl(dataset: Dataset): string {
  const { table } = dataset;
  const sortKeys = table.sortKeys.length > 0 ? table.sortKeys : ['_arrived_at'];
  const lines = [
    ...tableColumns(dataset).map(
      ({ name, redshiftType: type, nullable }) => `${name} ${type}${nullable ? '' : ' NOT NULL'}`,
    ),
    ...lineageColumns.map(({ name, redshiftType: type }) => `${name} ${type} NOT NULL`),
  ];
  const distribution = table.distKey === undefined ? 'DISTSTYLE AUTO' : `DISTKEY (${table.distKey})`;
  return `CREATE TABLE IF NOT EXISTS ${table.schema}.${table.name} (\n  ${lines.join(',\n  ')}\n) ${distribution} SORTKEY (${sortKeys.join(', ')})`;
}
