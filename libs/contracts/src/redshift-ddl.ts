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

/** `CREATE TABLE IF NOT EXISTS` of the target, with keys and encodings as the contract has them. */
export function targetTableDdl(dataset: Dataset): string {
  const { table } = dataset;
  const sortKeys = table.sortKeys.length > 0 ? table.sortKeys : ['_arrived_at'];
  const lines = [
    ...tableColumns(dataset).map(
      ({ name, redshiftType: type, nullable }) =>
        `${quote(name)} ${type}${encodingClause(dataset, name)}${nullable ? '' : ' NOT NULL'}`,
    ),
    ...lineageColumns.map(({ name, redshiftType: type }) => `${quote(name)} ${type} NOT NULL`),
  ];
  return `CREATE TABLE IF NOT EXISTS ${quote(table.schema)}.${quote(table.name)} (\n  ${lines.join(',\n  ')}\n) ${distribution(dataset)} SORTKEY (${sortKeys.map(quote).join(', ')})`;
}

/** ` ENCODE …` of a column whose encoding the contract chooses, or nothing. */
export function encodingClause({ table }: Dataset, column: string): string {
  const encoding = table.encodings?.[column];
  return encoding === undefined ? '' : ` ENCODE ${encoding.toUpperCase()}`;
}

function distribution({ table }: Dataset): string {
  if (table.distKey !== undefined) return `DISTKEY (${quote(table.distKey)})`;
  return `DISTSTYLE ${table.distStyle?.toUpperCase() ?? 'AUTO'}`;
}

/** Names of contracts are lower-case identifiers, which need quotes only where they are words of Redshift. */
const quote = (identifier: string): string => `"${identifier}"`;
