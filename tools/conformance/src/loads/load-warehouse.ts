import type { Dataset } from '@sluice/contracts';
import type { TestSource } from '@sluice/load-model';
import { readCatalog, runLoad, runMigration, type DataApi } from '@sluice/redshift-data-api';
import {
  datasetTables,
  planMigration,
  quoteTable,
  type LedgerRow,
  type LoadRequest,
  type MigrationOptions,
  type MigrationPlan,
} from '@sluice/redshift-loading';
import { freshName } from '../resources/fresh-name.js';
import { openStage, type Stage } from '../resources/stage.js';
import { execute, runStatement } from '../resources/warehouse.js';
import { stageLoad } from './stage-load.js';
import { warehouseDataApi, withOperationsIn } from './warehouse-data-api.js';

/** What a whole migration, or a load, may take on a warehouse that has just woken up. */
const timeoutSeconds = 600;

/** The tables of some datasets in schemas of the run's own, and what migrates and loads them. */
export class LoadWarehouse {
  /** Its tables stand here. */
  readonly schema = freshName('loads').replaceAll('-', '_');
  /** And here the views over all of them. */
  readonly operationsSchema = `${this.schema}_all`;
  readonly #dataApi: DataApi = warehouseDataApi();
  readonly #migrations = withOperationsIn(this.operationsSchema, this.#dataApi);

  private constructor(
    /** Those that are migrated. */
    public datasets: readonly Dataset[],
    private readonly stage: Stage,
  ) {}

  /** Where loads are staged; ends in a slash. */
  get stageUrl(): string {
    return this.stage.url;
  }

  /** Migrated. Throws what the warehouse says of it; then nothing is left. */
  static async open(datasets: readonly Dataset[]): Promise<LoadWarehouse> {
    // Whether the target runs anything at all shows sooner than in the runner, which is patient.
    await execute('SELECT 1');
    const warehouse = new LoadWarehouse(datasets, await openStage());
    try {
      await warehouse.migrate();
      return warehouse;
    } catch (error) {
      await warehouse.close();
      throw error;
    }
  }

  /** Drops the schemas with all that is in them. */
  async close(): Promise<void> {
    for (const schema of [this.schema, this.operationsSchema])
      await runStatement(`DROP SCHEMA ${schema} CASCADE`);
    await this.stage.remove();
  }

  /** The same dataset with its tables in this schema. */
  readonly placed = (dataset: Dataset): Dataset => ({
    ...dataset,
    table: { ...dataset.table, schema: this.schema },
  });

  /** What `sluice migrate` would do now. */
  async planMigration(options?: MigrationOptions): Promise<MigrationPlan> {
    const datasets = this.datasets.map(this.placed);
    const catalog = await readCatalog(this.#migrations, datasets, { timeoutSeconds });
    return planMigration(datasets, catalog, options);
  }

  async migrate(options?: MigrationOptions): Promise<void> {
    const { steps, refusals } = await this.planMigration(options);
    if (refusals.length > 0) throw new Error(refusals.map(({ reason }) => reason).join('; '));
    await runMigration(this.#migrations, steps, { timeoutSeconds });
  }

  /** Stages the sources and loads them in one transaction; resolves after commit, with their ledger rows. */
  async load(
    dataset: Dataset,
    loadId: string,
    sources: readonly TestSource[],
    changes: Partial<LoadRequest> = {},
  ): Promise<readonly LedgerRow[]> {
    const request = await stageLoad(this.stage, this.placed(dataset), loadId, sources);
    return runLoad(this.#dataApi, { ...request, ...changes });
  }

  /** Removes every row of a dataset's tables. */
  async empty(dataset: Dataset): Promise<void> {
    const { target, rejects, ledger } = datasetTables(this.placed(dataset));
    await execute(...[target, rejects, ledger].map((table) => `DELETE FROM ${quoteTable(table)}`));
  }
}
