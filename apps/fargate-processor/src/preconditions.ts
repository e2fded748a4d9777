import { setTimeout as delay } from 'node:timers/promises';
import { loadableDatasets } from '@sluice/contracts';
import { existingColumnsSql, missingForLoads, readExistingColumns } from '@sluice/redshift-loading';
import type { Environment } from './environment.js';

const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 60_000;

/** What is told at a time. */
const mostFaults = 20;

/**
 * Waits until every table that loads write to is as its contract needs it. Nothing is received before that, so a
 * missing schema or wrong credentials burn no message's receives; and a task that a rollout starts before its
 * migration ran is never healthy, so those that it was to replace go on with every dataset. Asked again after each
 * pause: `sluice migrate` ends the halt.
 * @returns false when told to stop before they held
 */
export async function preconditionsHold(environment: Environment, stop: AbortSignal): Promise<boolean> {
  for (
    let pause = firstPauseMilliseconds;
    !stop.aborted;
    pause = Math.min(2 * pause, longestPauseMilliseconds)
  ) {
    try {
      const faults = await faultsOfTables(environment);
      if (faults.length === 0) return true;
      environment.logger.error(
        { faults: faults.slice(0, mostFaults), count: faults.length },
        'halted: tables are not as the contracts need them; run `sluice migrate`',
      );
    } catch (error) {
      environment.logger.error({ err: error }, 'halted: the warehouse cannot be asked');
    }
    environment.metrics.count('Halted', 1);
    await delay(pause, undefined, { signal: stop }).catch(() => undefined);
  }
  return false;
}

async function faultsOfTables({ warehouse }: Environment): Promise<string[]> {
  const { rows } = await warehouse.query(existingColumnsSql(loadableDatasets));
  return missingForLoads(loadableDatasets, readExistingColumns(rows));
}
