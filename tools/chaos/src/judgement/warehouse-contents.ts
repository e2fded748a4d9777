import { tableColumns, titleBasics, titleRatings, type Dataset } from '@sluice/contracts';
import { comparableCell, instant } from '@sluice/load-model';
import type { DataApi } from '@sluice/redshift-data-api';
import {
  datasetTables,
  ledgerView,
  quoteIdentifier,
  quoteTable,
  rejectsView,
} from '@sluice/redshift-loading';

interface Identified {
  readonly recordId: string;
  /** As `instant` writes it. */
  readonly arrivedAt: string;
}

export interface TableRow extends Identified {
  readonly cells: Readonly<Record<string, string | null>>;
}

export interface RejectRow extends Identified {
  readonly dataset: string;
  readonly reason: string;
  readonly state: string;
  readonly rawLocation: string;
}

export interface LedgerEntry {
  readonly dataset: string;
  readonly sourceId: string;
  readonly kind: string;
  readonly state: string;
  readonly read: number;
  readonly loaded: number;
  readonly deduplicated: number;
  readonly quarantined: number;
}

/** What stands in the warehouse. */
export interface WarehouseContents {
  readonly titles: readonly TableRow[];
  readonly ratings: readonly TableRow[];
  readonly rejects: readonly RejectRow[];
  readonly ledger: readonly LedgerEntry[];
}

export async function readWarehouse(warehouse: DataApi): Promise<WarehouseContents> {
  const [titles, ratings, rejects, ledger] = await Promise.all([
    readTable(warehouse, titleBasics),
    readTable(warehouse, titleRatings),
    warehouse.query(
      `SELECT _record_id, CAST(_arrived_at AS VARCHAR), dataset, reason, state, raw_location FROM ${quoteTable(rejectsView)}`,
    ),
    warehouse.query(
      `SELECT dataset, source_id, kind, state, records_read, loaded, deduplicated, quarantined FROM ${quoteTable(ledgerView)}`,
    ),
  ]);
  return {
    titles,
    ratings,
    rejects: rejects.rows.map((row) => {
      const [recordId = '', arrivedAt = '', dataset = '', reason = '', state = '', rawLocation = ''] =
        row.map(String);
      return { recordId, arrivedAt: instant(arrivedAt), dataset, reason, state, rawLocation };
    }),
    ledger: ledger.rows.map(([dataset, sourceId, kind, state, ...sums]) => {
      const [read = NaN, loaded = NaN, deduplicated = NaN, quarantined = NaN] = sums.map(Number);
      return {
        ...{ dataset: String(dataset), sourceId: String(sourceId), kind: String(kind), state: String(state) },
        ...{ read, loaded, deduplicated, quarantined },
      };
    }),
  };
}

async function readTable(warehouse: DataApi, dataset: Dataset): Promise<TableRow[]> {
  const columns = tableColumns(dataset);
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const { rows } = await warehouse.query(
    `SELECT _record_id, CAST(_arrived_at AS VARCHAR), ${names.join(', ')} FROM ${quoteTable(datasetTables(dataset).target)}`,
  );
  return rows.map(([recordId, arrivedAt, ...cells]) => ({
    recordId: String(recordId),
    arrivedAt: instant(String(arrivedAt)),
    cells: Object.fromEntries(
      columns.map(({ name, column }, place) => [name, comparableCell(column, cells[place] ?? null)]),
    ),
  }));
}
