import type { Dataset } from '@sluice/contracts';
import { quoteTable } from '../quote.js';
import { datasetTables } from '../tables.js';

/**
 * Seconds from arrival to load of a dataset's rows: columns `rows`, `p50_seconds`, `p95_seconds`. Every row joins
 * the ledger through the load that wrote it, whose time is the warehouse's as it wrote its ledger rows.
 */
export function freshnessSql(dataset: Dataset): string {
  const { target, ledger } = datasetTables(dataset);
  return `SELECT COUNT(*) AS "rows",
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY "age") AS "p50_seconds",
  PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY "age") AS "p95_seconds"
FROM (
  SELECT EXTRACT(EPOCH FROM l."loaded_at") - EXTRACT(EPOCH FROM t."_arrived_at") AS "age"
  FROM ${quoteTable(target)} t
  JOIN (
    SELECT "load_id", MAX("loaded_at") AS "loaded_at" FROM ${quoteTable(ledger)} GROUP BY "load_id"
  ) l ON l."load_id" = t."_load_id"
) ages`;
}
