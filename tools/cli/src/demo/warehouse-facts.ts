import { loadableDatasets, type Dataset } from '@sluice/contracts';
import type { DataApi } from '@sluice/redshift-data-api';
import {
  datasetTables,
  freshnessSql,
  quoteIdentifier,
  quoteTable,
  rejectsView,
} from '@sluice/redshift-loading';

/** What stands in a dataset's tables, whatever the ledger says. */
export interface TableFacts {
  readonly dataset: Dataset;
  readonly rows: number;
  /** Different keys of an upsert, different events or deliveries otherwise. */
  readonly distinct: number;
  readonly rejects: number;
  /** Seconds from arrival to load. */
  readonly freshness: { readonly p50: number; readonly p95: number } | undefined;
}

export interface ReasonCount {
  readonly dataset: string;
  readonly reason: string;
  readonly column: string | null;
  readonly records: number;
}

export const tableFacts = (warehouse: DataApi): Promise<TableFacts[]> =>
  Promise.all(loadableDatasets.map((dataset) => factsOf(warehouse, dataset)));

async function factsOf(warehouse: DataApi, dataset: Dataset): Promise<TableFacts> {
  const { target, rejects } = datasetTables(dataset);
  const numbers = async (sql: string) => ((await warehouse.query(sql)).rows[0] ?? []).map(Number);
  const distinct = `SELECT DISTINCT ${identityOf(dataset).map(quoteIdentifier).join(', ')} FROM ${quoteTable(target)}`;
  const [[rows = 0], [different = 0], [bad = 0], [loaded = 0, p50 = 0, p95 = 0]] = await Promise.all([
    numbers(`SELECT COUNT(*) FROM ${quoteTable(target)}`),
    numbers(`SELECT COUNT(*) FROM (${distinct}) d`),
    numbers(`SELECT COUNT(*) FROM ${quoteTable(rejects)}`),
    numbers(freshnessSql(dataset)),
  ]);
  return {
    dataset,
    rows,
    distinct: different,
    rejects: bad,
    freshness: loaded > 0 ? { p50, p95 } : undefined,
  };
}

function identityOf({ load, identity }: Dataset): readonly string[] {
  if (load.mode === 'upsert') return load.key;
  return identity.kind === 'event' ? identity.columns : ['_record_id'];
}

/** How many bad records stand there for which reason; the commonest first. */
export async function rejectReasons(warehouse: DataApi): Promise<ReasonCount[]> {
  const { rows } = await warehouse.query(
    `SELECT "dataset", "reason", "column_name", COUNT(*) AS "records" FROM ${quoteTable(rejectsView)}
GROUP BY "dataset", "reason", "column_name" ORDER BY "records" DESC, "dataset", "reason", "column_name"`,
  );
  return rows.map(([dataset, reason, column, records]) => ({
    dataset: String(dataset),
    reason: String(reason),
    column: column === null || column === undefined ? null : String(column),
    records: Number(records),
  }));
}
