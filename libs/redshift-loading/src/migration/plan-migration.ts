import type { Dataset } from '@sluice/contracts';
import type { Catalog } from './catalog.js';
import { expectedTables, schemasOf, schemaStep } from './create-tables.js';
import { ledgerView, liveViews, rejectsView, unionViews, type ExpectedView } from './create-views.js';
import { compareTable } from './compare-table.js';
import { grantSteps, type Access } from './grants.js';
import { maxStatementBytes } from '../batch-limits.js';
import type { MigrationRefusal, MigrationStep } from './migration-step.js';
import { planTable } from './plan-table.js';
import { planView } from './plan-view.js';
import { datasetTables } from '../tables.js';

export interface MigrationPlan {
  /** Those that run in a transaction first, then those that run alone; `migrationBatches` says which run together. */
  readonly steps: readonly MigrationStep[];
  readonly refusals: readonly MigrationRefusal[];
}

export interface MigrationOptions {
  /** Every dataset, when `datasets` are only some: the views are over all that are there. Default: `datasets`. */
  readonly all?: readonly Dataset[];
  readonly access?: Access;
}

/**
 * What brings the warehouse to the contracts without touching loaded data: missing schemas, tables and views are
 * created, missing columns that may be null are added, texts are made longer, views that say something else are
 * made anew with what was granted on them, and who is to load or read is let in. Any other difference is refused with
 * its reason. What is wider than the contract, and columns of others that may be left out, stay as they are. Planned
 * again after it ran, nothing is left.
 */
export function planMigration(
  datasets: readonly Dataset[],
  catalog: Catalog,
  { all = datasets, access }: MigrationOptions = {},
): MigrationPlan {
  const tables = datasets.flatMap((dataset) =>
    expectedTables(dataset).map((table) => planTable(dataset, table, catalog)),
  );
  const expected = expectedViews(datasets, all, catalog);
  const views = expected.map((each) => planView(each, catalog));
  const readable = [ledgerView, rejectsView].filter(({ schema, name }) =>
    [...expected.map(({ view }) => view), ...catalog.views].some(
      (view) => view.schema === schema && view.name === name,
    ),
  );
  const grants =
    access === undefined ? { steps: [], refusals: [] } : grantSteps(datasets, readable, access, catalog);
  const steps = [
    ...schemasOf(datasets)
      .filter((schema) => !catalog.schemas.includes(schema))
      .map(schemaStep),
    ...tables.flatMap((plan) => plan.steps),
    // After the tables, for they read columns that were just added.
    ...views.flatMap((plan) => plan.steps),
    ...grants.steps,
  ];
  return {
    steps: [
      ...steps.filter(({ runs }) => runs === 'in transaction'),
      ...steps.filter(({ runs }) => runs === 'alone'),
    ],
    refusals: [
      ...[...tables, ...views, grants].flatMap(({ refusals }) => refusals),
      ...steps.filter(({ sql }) => sql.length > maxStatementBytes).map(tooLong),
    ],
  };
}

/**
 * The views over every dataset have those that are migrated and the others that are there. While one of the others
 * waits for columns of its own they stay as they are: loads do not need them.
 */
function expectedViews(
  datasets: readonly Dataset[],
  all: readonly Dataset[],
  { columns }: Catalog,
): ExpectedView[] {
  const others = all.filter((dataset) => !datasets.includes(dataset));
  const standing = others.filter((dataset) =>
    columns.some(({ schema, table }) => {
      const { ledger } = datasetTables(dataset);
      return schema === ledger.schema && table === ledger.name;
    }),
  );
  const isComplete = (dataset: Dataset): boolean =>
    expectedTables(dataset)
      .slice(1)
      .every((expected) =>
        compareTable(
          expected,
          columns.filter(
            ({ schema, table }) => schema === expected.table.schema && table === expected.table.name,
          ),
        ).every(({ is }) => is !== 'missing'),
      );
  return [
    ...datasets.flatMap(liveViews),
    ...(standing.every(isComplete)
      ? unionViews(all.filter((dataset) => datasets.includes(dataset) || standing.includes(dataset)))
      : []),
  ];
}

const tooLong = ({ purpose, sql }: MigrationStep): MigrationRefusal => ({
  table: undefined,
  column: undefined,
  reason: `${purpose}: the statement has ${sql.length} bytes, and the Data API takes ${maxStatementBytes}`,
});
