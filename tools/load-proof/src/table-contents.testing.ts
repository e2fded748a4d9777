import { lineageColumns, tableColumns, type Dataset } from '@sluice/contracts';
import { loadedTables, type LoadedTables, type NamedRow } from '@sluice/load-model';
import type { DataApi, Result } from '@sluice/redshift-data-api';
import { datasetTables, quoteIdentifier, quoteTable } from '@sluice/redshift-loading';

/** Every row of a dataset's tables, as columns with their cells. */
export type TableContents = Readonly<Record<'target' | 'rejects' | 'ledger', readonly NamedRow[]>>;

export async function readTables(warehouse: DataApi, dataset: Dataset): Promise<TableContents> {
  const tables = datasetTables(dataset);
  const read = async (name: keyof TableContents, columns = '*'): Promise<NamedRow[]> =>
    namedRows(await warehouse.query(`SELECT ${columns} FROM ${quoteTable(tables[name])}`));
  const [target, rejects, ledger] = await Promise.all([
    read('target', targetColumns(dataset)),
    read('rejects'),
    read('ledger'),
  ]);
  return { target, rejects, ledger };
}

/** Large integers lose digits on their way through JSON. */
const targetColumns = (dataset: Dataset): string =>
  [...tableColumns(dataset), ...lineageColumns.map(({ name }) => ({ name, redshiftType: '' }))]
    .map(({ name, redshiftType }) => [quoteIdentifier(name), redshiftType === 'BIGINT'] as const)
    .map(([name, isLarge]) => (isLarge ? `CAST(${name} AS VARCHAR) AS ${name}` : name))
    .join(', ');

const namedRows = ({ columns, rows }: Result): NamedRow[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));

/** In the form of the model. */
export const comparable = (dataset: Dataset, contents: TableContents): LoadedTables =>
  loadedTables(dataset, contents);

/**
 * Without what differs between two runs that have the same effect: whose load it was and, where `lane` says so, when a
 * file arrived. Of batches that share a record, which of them it counts for is a matter of which came first.
 */
export function withoutTheRun(dataset: Dataset, { target, rejects, ledger }: TableContents) {
  const byContent = dataset.load.mode === 'upsert';
  const arrival: NamedRow = byContent ? { _arrived_at: null } : {};
  const columns = (rows: readonly NamedRow[], dropped: NamedRow): string[] =>
    rows.map((row) => JSON.stringify({ ...row, ...dropped })).sort();
  const place = ({ raw_location: location }: NamedRow): string => String(location).replace(/^.*#/, '#');
  const kept = ['source_id', 'state', 'kind', 'duplicate_of', 'records_read', 'reconciled'];
  const counts = ['loaded', 'deduplicated', 'quarantined'];
  const sum = (name: string): number => ledger.reduce((total, row) => total + Number(row[name]), 0);
  return {
    target: columns(target, { _load_id: null, ...arrival }),
    rejects: columns(
      rejects.map((row) => ({ ...row, raw_location: place(row) })),
      { _load_id: null, settled_load_id: null, ...arrival },
    ),
    ledger: ledger
      .map((row) => JSON.stringify([...kept, ...(byContent ? counts : [])].map((name) => row[name])))
      .sort(),
    sums: Object.fromEntries(counts.map((name) => [name, sum(name)])),
  };
}
