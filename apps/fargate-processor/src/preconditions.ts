import { setTimeout as delay } from 'node:timers/promises';
import { loadableDatasets } from '@sluice/contracts';
import { existingColumnsSql, missingForLoads, readExistingColumns } from '@sluice/redshift-loading';
import type { Environment } from './environment.js';

const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 60_000;

/**
 * Waits until every table that loads write to is there. Nothing is received before that, so a missing schema or
 * wrong credentials burn no message's receives.
 * @returns false when told to stop before they held
 */
export async function preconditionsHold(environment: Environment, stop: AbortSignal): Promise<boolean> {
  for (
    let pause = firstPauseMilliseconds;
    !stop.aborted;
    pause = Math.min(2 * pause, longestPauseMilliseconds)
  ) {
    try {
      const missing = await missingTables(environment);
      if (missing.length === 0) return true;
      environment.logger.error(
        { missing: missing.slice(0, 20) },
        'halted: the tables are not as the contracts need them',
      );
    } catch (error) {
      environment.logger.error({ err: error }, 'halted: the warehouse cannot be asked');
    }
    environment.metrics.count('Halted', 1);
    await delay(pause, undefined, { signal: stop }).catch(() => undefined);
  }
  return false;
}

async function missingTables({ warehouse }: Environment): Promise<string[]> {
  const { rows } = await warehouse.query(existingColumnsSql(loadableDatasets));
  return missingForLoads(loadableDatasets, readExistingColumns(rows));
}
