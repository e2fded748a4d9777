import type { LedgerRow } from '@sluice/redshift-loading';
import type { Environment } from './environment.js';

/** One line and one metric document for each load. */
export function reportLoad(
  dataset: string,
  lane: 'files' | 'rows',
  ledger: readonly LedgerRow[],
  { logger, metrics }: Environment,
): void {
  const sum = (pick: (row: LedgerRow) => number) => ledger.reduce((total, row) => total + pick(row), 0);
  const counts = {
    read: sum((row) => row.recordsRead),
    loaded: sum((row) => row.loaded),
    deduplicated: sum((row) => row.deduplicated),
    quarantined: sum((row) => row.quarantined),
  };
  logger.info({ dataset, lane, sources: ledger.length, ...counts }, 'loaded');
  metrics.emit(
    {
      RecordsRead: { value: counts.read, unit: 'Count' },
      RecordsLoaded: { value: counts.loaded, unit: 'Count' },
      RecordsDeduplicated: { value: counts.deduplicated, unit: 'Count' },
      RecordsQuarantined: { value: counts.quarantined, unit: 'Count' },
    },
    { Dataset: dataset, Lane: lane },
  );
}
