import { loadableDatasets } from '@sluice/contracts';
import { planMigration } from '@sluice/redshift-loading';
import type { StackContext } from '../stack-context.js';

const timeoutSeconds = 60;

/** Schemas, tables and views of every contract; those that an earlier run left stay with their rows. */
export async function provisionWarehouse({ warehouse }: StackContext): Promise<void> {
  await warehouse.runBatch(
    planMigration(loadableDatasets, []).steps.map(({ sql }) => sql),
    { timeoutSeconds, name: 'sluice create tables' },
  );
}
