import { loadableDatasets } from '@sluice/contracts';
import { createDataApi } from '@sluice/redshift-data-api';
import { planMigration } from '@sluice/redshift-loading';
import type { StackContext } from '../stack-context.js';

const timeoutSeconds = 60;

/** Schemas, tables and views of every contract; those that an earlier run left stay with their rows. */
export async function provisionWarehouse({ names, clients }: StackContext): Promise<void> {
  const warehouse = createDataApi({
    client: clients.redshiftData,
    warehouse: { workgroupName: names.workgroup },
    database: names.database,
  });
  await warehouse.runBatch(
    planMigration(loadableDatasets, []).steps.map(({ sql }) => sql),
    { timeoutSeconds, name: 'sluice create tables' },
  );
}
