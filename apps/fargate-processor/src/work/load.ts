import type { Dataset } from '@sluice/contracts';
import type { DataApi } from '@sluice/redshift-data-api';
import {
  planLoad,
  readLedgerRows,
  renderLoad,
  type ArrivalGroup,
  type LedgerRow,
} from '@sluice/redshift-loading';
import type { Staged } from './stage.js';

export interface LoadInput {
  readonly dataset: Dataset;
  readonly loadId: string;
  readonly staged: Staged;
  readonly arrivalGroups: readonly ArrivalGroup[];
  readonly copyRoleArn: string;
  readonly statementTimeoutSeconds: number;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Runs one load transaction. Resolves after commit with the ledger rows of its sources; a throw says nothing
 * about whether it committed: running it again under the lock does.
 */
export async function load(warehouse: DataApi, input: LoadInput): Promise<readonly LedgerRow[]> {
  const { dataset, loadId, staged, arrivalGroups, copyRoleArn, statementTimeoutSeconds } = input;
  const plan = planLoad({
    dataset,
    loadId,
    ...staged,
    arrivalGroups,
    copyRoleArn,
    statementTimeoutSeconds,
    now: input.now.toISOString(),
  });
  const results = await warehouse.runBatch(renderLoad(plan), {
    timeoutSeconds: statementTimeoutSeconds + 60,
    signal: input.signal,
    name: `sluice load ${dataset.name}`,
  });
  const ledger = results.at(-1);
  if (!ledger) throw new Error('the load returned no ledger rows');
  return readLedgerRows(ledger.columns, ledger.rows);
}
