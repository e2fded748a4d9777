import { loadableDatasets } from '@sluice/contracts';
import { readCatalog, runMigration } from '@sluice/redshift-data-api';
import { planMigration } from '@sluice/redshift-loading';
import type { StackContext } from '../stack-context.js';

const timeoutSeconds = 60;

/**
 * Schemas, tables and views of every contract, as `sluice migrate` plans them; those that an earlier run left stay
 * with their rows, and grow by what the contracts have got since.
 */
export async function provisionWarehouse({ warehouse }: StackContext): Promise<void> {
  const catalog = await readCatalog(warehouse, loadableDatasets, { timeoutSeconds });
  const { steps, refusals } = planMigration(loadableDatasets, catalog);
  if (refusals.length > 0) {
    const reasons = refusals.map(
      ({ table, column, reason }) =>
        `${table?.schema}.${table?.name}${column === undefined ? '' : `.${column}`} ${reason}`,
    );
    throw new Error(
      `the warehouse of an earlier run does not fit the contracts: remove its folder, or choose another with --dir: ${reasons.join('; ')}`,
    );
  }
  await runMigration(warehouse, steps, { timeoutSeconds });
}
