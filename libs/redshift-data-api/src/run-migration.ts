import {
  catalogSql,
  migrationBatches,
  readCatalog as catalogOf,
  type Catalog,
  type MigrationStep,
} from '@sluice/redshift-loading';
import type { DataApi, RunOptions } from './data-api.js';
import { StatementFailedError } from './errors.js';

/** What the catalog says of the datasets' schemas, read in one transaction. */
export async function readCatalog(
  warehouse: DataApi,
  datasets: Parameters<typeof catalogSql>[0],
  options: RunOptions,
): Promise<Catalog> {
  const results = await warehouse.runBatch(catalogSql(datasets), {
    ...options,
    name: 'sluice read catalog',
  });
  return catalogOf(results.map(({ rows }) => rows));
}

/** A migration that did not come to its end; planned again, it goes on from where it stopped. */
export class MigrationStoppedError extends Error {
  override readonly name = 'MigrationStoppedError';

  constructor(
    /** Committed. */
    readonly done: readonly MigrationStep[],
    /** The step at which it stopped, where that is known. */
    readonly stoppedAt: MigrationStep | undefined,
    /** Why; as `DataApi` throws it. */
    override readonly cause: unknown,
  ) {
    super('the migration stopped', { cause });
  }
}

/**
 * Runs the steps of a migration without refusals: in transactions of as many as the Data API takes, and alone where
 * Redshift asks for it.
 * @param options.onDone told after the commit of each
 * @throws {MigrationStoppedError} at the first that fails, is cancelled, or whose answer is lost
 */
export async function runMigration(
  warehouse: DataApi,
  steps: readonly MigrationStep[],
  {
    onDone,
    ...options
  }: RunOptions & { readonly onDone?: ((steps: readonly MigrationStep[]) => void) | undefined },
): Promise<void> {
  const done: MigrationStep[] = [];
  for (const batch of migrationBatches(steps)) {
    const [first] = batch.steps;
    try {
      options.signal?.throwIfAborted();
      // A batch of one is a transaction too.
      if (first?.runs === 'alone') await warehouse.query(first.sql, options);
      else await warehouse.runBatch(batch.statements, { ...options, name: 'sluice migrate' });
    } catch (error) {
      const index = error instanceof StatementFailedError ? error.statementIndex : undefined;
      const locks = batch.statements.length - batch.steps.length;
      const stoppedAt =
        first?.runs === 'alone' ? first : index === undefined ? undefined : batch.steps[index - locks];
      throw new MigrationStoppedError(done, stoppedAt, error);
    }
    done.push(...batch.steps);
    onDone?.(batch.steps);
  }
}
