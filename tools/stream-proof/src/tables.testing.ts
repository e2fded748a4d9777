import { loadableDatasets } from '@sluice/contracts';
import { datasetTables, quoteTable } from '@sluice/redshift-loading';
import type { StreamBed } from './stream-bed.testing.js';

/** Every cell of every dataset's tables, as text, row by row in the order of the rows. */
export interface AllTables {
  /** Targets and rejects by table. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Of all datasets, by source. */
  readonly ledger: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export async function allTables({ stack: { warehouse } }: StreamBed): Promise<AllTables> {
  const tables: Record<string, readonly string[]> = {};
  const ledger = new Map<string, Readonly<Record<string, unknown>>>();
  for (const dataset of loadableDatasets) {
    const { target, rejects, ledger: sources } = datasetTables(dataset);
    for (const table of [target, rejects]) {
      const { rows } = await warehouse.query(`SELECT * FROM ${quoteTable(table)}`);
      tables[`${table.schema}.${table.name}`] = rows.map((row) => JSON.stringify(row)).sort();
    }
    const { columns, rows } = await warehouse.query(`SELECT * FROM ${quoteTable(sources)}`);
    for (const row of rows) {
      const source = Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]));
      ledger.set(`${dataset.name} ${String(source['source_id'])}`, source);
    }
  }
  return { tables, ledger };
}

/** As if nothing had ever been loaded. */
export async function emptyTables({ stack: { warehouse } }: StreamBed): Promise<void> {
  for (const dataset of loadableDatasets) {
    const { target, rejects, ledger } = datasetTables(dataset);
    for (const table of [target, rejects, ledger]) await warehouse.query(`DELETE FROM ${quoteTable(table)}`);
  }
}
