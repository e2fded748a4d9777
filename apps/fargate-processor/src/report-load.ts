import type { LedgerRow } from '@sluice/redshift-loading';
import type { Environment } from './environment.js';
import type { Outcome } from './work/outcome.js';

const mostTraceIds = 10;

/**
 * One line and one metric document for each load. What the ledger had already is said, and not counted again: it was
 * when it was loaded.
 */
export function reportLoad(
  dataset: string,
  lane: 'files' | 'rows',
  { loadId, ledger, seconds }: Extract<Outcome, { kind: 'loaded' }>,
  traceIds: readonly string[],
  { logger, metrics }: Environment,
): void {
  const written = ledger.filter((row) => row.loadId === loadId);
  const inState = (state: LedgerRow['state']) => written.filter((row) => row.state === state).length;
  const sum = (pick: (row: LedgerRow) => number) => written.reduce((total, row) => total + pick(row), 0);
  const sources = {
    // Of a load of many sources each has a line of its own, for whoever looks for one.
    ...(traceIds.length <= mostTraceIds ? { traceIds } : {}),
    sources: ledger.length,
    alreadyLoaded: ledger.length - written.length,
    duplicate: inState('duplicate'),
    superseded: inState('superseded'),
  };
  if (traceIds.length > mostTraceIds)
    for (const traceId of traceIds) logger.debug({ traceId, loadId }, 'part of a load');
  if (written.length === 0) {
    logger.info({ dataset, lane, loadId, ...sources }, 'already loaded: nothing changed');
    return;
  }
  const counts = {
    read: sum((row) => row.recordsRead),
    loaded: sum((row) => row.loaded),
    deduplicated: sum((row) => row.deduplicated),
    quarantined: sum((row) => row.quarantined),
  };
  logger.info({ dataset, lane, loadId, ...sources, ...counts }, 'loaded');
  metrics.emit(
    {
      /** Records of sources that a load committed: loaded, deduplicated and quarantined together. */
      RecordsRead: { value: counts.read, unit: 'Count' },
      /** Rows inserted or updated in the dataset's table. */
      RecordsLoaded: { value: counts.loaded, unit: 'Count' },
      /** Valid rows that were not applied: known already, or superseded by a newer version. */
      RecordsDeduplicated: { value: counts.deduplicated, unit: 'Count' },
      /** Bad records, each stored with its reason. */
      RecordsQuarantined: { value: counts.quarantined, unit: 'Count' },
      /** From when the work on a load's sources began until it committed. */
      LoadSeconds: { value: seconds, unit: 'Seconds' },
    },
    { Dataset: dataset, Lane: lane },
  );
}
