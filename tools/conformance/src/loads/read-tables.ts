import { tableColumns, type Dataset } from '@sluice/contracts';
import { ledgerKept, loadedTables, rejectsKept, type LoadedTables } from '@sluice/load-model';
import { datasetTables, quoteIdentifier as id, quoteTable, type TableRef } from '@sluice/redshift-loading';
import { query, type Cell } from '../resources/warehouse.js';

/** What stands in a dataset's tables, in the form that the model gives. */
export async function readTables(dataset: Dataset): Promise<LoadedTables> {
  const { target, rejects, ledger } = datasetTables(dataset);
  const own = tableColumns(dataset).map(({ name, column: { type } }) => ({ name, type }));
  const lineage = ['_record_id', '_arrived_at', '_load_id'].map((name) => ({ name }));
  const [targetRows, rejectsRows, ledgerRows] = await Promise.all([
    namedRows(target, [...own, ...lineage]),
    namedRows(rejects, columnsOf(rejectsKept)),
    namedRows(ledger, columnsOf(ledgerKept)),
  ]);
  return loadedTables(dataset, { target: targetRows, rejects: rejectsRows, ledger: ledgerRows });
}

interface Selected {
  readonly name: string;
  readonly type?: string;
}

const columnsOf = (columns: object): Selected[] => Object.keys(columns).map((name) => ({ name }));

type TextCell = Exclude<Cell, Uint8Array>;

async function namedRows(table: TableRef, columns: readonly Selected[]): Promise<Record<string, TextCell>[]> {
  const selected = columns.map(({ name, type }) =>
    // JSON's numbers have too few digits for it.
    type === 'bigint' ? `CAST(${id(name)} AS VARCHAR)` : id(name),
  );
  const rows = await query(`SELECT ${selected.join(', ')} FROM ${quoteTable(table)}`);
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, place) => [name, (row[place] ?? null) as TextCell])),
  );
}
