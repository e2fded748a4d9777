import type { Dataset } from '@sluice/contracts';
import type { DataApi } from '@sluice/redshift-data-api';
import { emptyCatalog, migrationBatches, planMigration } from '@sluice/redshift-loading';

/** Every table and view of the datasets, in a warehouse that has none. */
export async function createTables(warehouse: DataApi, datasets: readonly Dataset[]): Promise<void> {
  for (const { statements } of migrationBatches(planMigration(datasets, emptyCatalog).steps))
    await warehouse.runBatch(statements, { timeoutSeconds: 60, name: 'create tables' });
}
