import {
  classifyFailure,
  planLoad,
  readLedgerRows,
  renderLoad,
  type LedgerRow,
  type LoadRequest,
} from '@sluice/redshift-loading';
import { Backoff } from './backoff.js';
import type { DataApi } from './data-api.js';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from './errors.js';
import { withLoadErrors } from './load-errors.js';

export interface LoadRunOptions {
  /** Cancels the statement that runs; no run begins after it. */
  readonly signal?: AbortSignal;
  /** Runs of the transaction in all, where it failed for the moment or its answer was lost. Default: 5. */
  readonly maxRuns?: number;
  /** Told before the transaction is run again. */
  readonly onRerun?: (why: { readonly run: number; readonly code: string; readonly why: string }) => void;
  /** Pause before the second run, which doubles with each further one; with jitter. Default: 250. */
  readonly pauseMinMilliseconds?: number;
}

/** For what lies around a transaction: submission, waiting for other statements of the session, commit. */
const marginSeconds = 60;
const pauseMaxMilliseconds = 30_000;

/**
 * Plans, renders and runs one load; resolves after commit with one ledger row for each source, in order of source
 * number. What failed for the moment is run again, whole, and so is a transaction whose answer was lost: the lock
 * queues it behind a run that may still be going, and the ledger decides. No run begins later than the statement
 * timeout allows for one, so that a load ends, one way or the other, within twice that time.
 * @throws {StatementFailedError} the last run failed, and nothing of it stays
 * @throws {StatementLostError} it may have committed: the same sources may be loaded again, as new a load as any
 * @throws {DataApiUnavailableError} the last run was not taken, and no earlier one's answer was lost
 * @throws {RangeError} the request could not be rendered safely
 * @throws the signal's reason, when it was aborted before anything was sent
 */
export async function runLoad(
  warehouse: DataApi,
  request: LoadRequest,
  options: LoadRunOptions = {},
): Promise<readonly LedgerRow[]> {
  const { signal, maxRuns = 5, onRerun, pauseMinMilliseconds = 250 } = options;
  const plan = planLoad(request);
  const sqls = renderLoad(plan);
  const timeoutSeconds = request.statementTimeoutSeconds + marginSeconds;
  const lastStart = performance.now() + timeoutSeconds * 1000;
  const backoff = new Backoff({
    minMilliseconds: pauseMinMilliseconds,
    maxMilliseconds: pauseMaxMilliseconds,
  });
  let lost: StatementLostError | undefined;
  for (let run = 1; ; run++) {
    try {
      const results = await warehouse.runBatch(sqls, {
        timeoutSeconds,
        name: `sluice load ${request.dataset.name}`,
        ...(signal ? { signal } : {}),
      });
      const ledger = results.at(-1);
      if (!ledger) throw new TypeError('the load returned no ledger rows');
      return readLedgerRows(ledger.columns, ledger.rows);
    } catch (error) {
      if (error instanceof StatementLostError) lost = error;
      const rerun = rerunFor(error);
      if (rerun && run < maxRuns && performance.now() < lastStart) {
        // A statement's slot is free meanwhile.
        await backoff.wait(signal);
        if (!signal?.aborted) {
          onRerun?.({ run: run + 1, ...rerun });
          continue;
        }
      }
      if (error instanceof StatementFailedError) throw await withLoadErrors(error, plan, warehouse, signal);
      // What was not taken this time says nothing of the run before.
      throw error instanceof DataApiUnavailableError ? (lost ?? error) : error;
    }
  }
}

/** Why a transaction may be run again at once; undefined when it may not. */
function rerunFor(error: unknown): { readonly code: string; readonly why: string } | undefined {
  if (error instanceof StatementLostError) return { code: error.code, why: 'The answer was lost.' };
  if (!(error instanceof StatementFailedError || error instanceof DataApiUnavailableError)) return undefined;
  const { again, code, why } = classifyFailure({ code: error.code });
  return again === 'at-once' ? { code, why } : undefined;
}
