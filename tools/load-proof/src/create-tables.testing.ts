import type { Dataset } from '@sluice/contracts';
import { runMigration, type DataApi } from '@sluice/redshift-data-api';
import { emptyCatalog, planMigration } from '@sluice/redshift-loading';

/** Every table and view of the datasets, in a warehouse that has none. */
export const createTables = (warehouse: DataApi, datasets: readonly Dataset[]): Promise<void> =>
  runMigration(warehouse, planMigration(datasets, emptyCatalog).steps, { timeoutSeconds: 60 });
