import type { DataApi } from '@sluice/redshift-data-api';
import { ledgerView, quoteTable } from '@sluice/redshift-loading';

/** What the ledger says of a dataset on one of its paths. read = loaded + deduplicated + quarantined. */
export interface LedgerTotals {
  readonly dataset: string;
  readonly path: 'batch' | 'stream';
  readonly sources: number;
  readonly read: number;
  readonly loaded: number;
  readonly deduplicated: number;
  readonly quarantined: number;
}

/** Totals over every source that was ever loaded, by dataset and path. */
export async function ledgerTotals(warehouse: DataApi): Promise<LedgerTotals[]> {
  const { rows } = await warehouse.query(`SELECT "dataset", "kind", COUNT(*) AS "sources",
  SUM("records_read") AS "read", SUM("loaded") AS "loaded",
  SUM("deduplicated") AS "deduplicated", SUM("quarantined") AS "quarantined"
FROM ${quoteTable(ledgerView)} GROUP BY "dataset", "kind" ORDER BY "dataset", "kind"`);
  return rows.map(([dataset, kind, sources, read, loaded, deduplicated, quarantined]) => ({
    dataset: String(dataset),
    path: kind === 'file' ? 'batch' : 'stream',
    sources: Number(sources),
    read: Number(read),
    loaded: Number(loaded),
    deduplicated: Number(deduplicated),
    quarantined: Number(quarantined),
  }));
}
