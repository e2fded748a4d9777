import type { Dataset } from '@sluice/contracts';
import type { DataApi } from '@sluice/redshift-data-api';
import { datasetTables, quoteLiteral, quoteTable } from '@sluice/redshift-loading';

/** Ids in one statement, which may have 100,000 bytes: each takes 67. */
const idsAtOnce = 1_000;

/** Which of these sources stand in a dataset's ledger. Wakes a sleeping warehouse. */
export async function knownSources(
  warehouse: Pick<DataApi, 'query'>,
  dataset: Dataset,
  sourceIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let start = 0; start < sourceIds.length; start += idsAtOnce) {
    const ids = sourceIds.slice(start, start + idsAtOnce).map(quoteLiteral);
    const { rows } = await warehouse.query(
      `SELECT DISTINCT "source_id" FROM ${quoteTable(datasetTables(dataset).ledger)}\nWHERE "source_id" IN (${ids.join(',')})`,
      { signal },
    );
    for (const [sourceId] of rows) known.add(String(sourceId));
  }
  return known;
}
