import type { MigrationStep } from './migration-step.js';
import { maxBatchStatements } from '../batch-limits.js';
import { quoteTable } from '../quote.js';

/** What runs, and commits, together. */
export interface MigrationBatch {
  readonly steps: readonly MigrationStep[];
  /** Locks first, then the steps. One that runs alone is the only one. */
  readonly statements: readonly string[];
}

/** The steps in order, as many at a time as one transaction of the Data API takes. */
export function migrationBatches(steps: readonly MigrationStep[]): MigrationBatch[] {
  const batches: MigrationStep[][] = [];
  for (const unit of units(steps)) {
    const current = batches.at(-1);
    const together = [...(current ?? []), ...unit];
    const fits =
      current !== undefined &&
      together.every(({ runs }) => runs === 'in transaction') &&
      locksOf(together).length + together.length <= maxBatchStatements;
    if (fits) current.push(...unit);
    else batches.push([...unit]);
  }
  return batches.map((batch) => ({
    steps: batch,
    statements: [...locksOf(batch), ...batch.map(({ sql }) => sql)],
  }));
}

/** Steps that may not be parted. */
function units(steps: readonly MigrationStep[]): MigrationStep[][] {
  const found: MigrationStep[][] = [];
  for (const step of steps) {
    if (step.joined === true) found.at(-1)?.push(step);
    else found.push([step]);
  }
  return found;
}

/** Loads take the same locks first, so neither waits for what the other holds. */
const locksOf = (steps: readonly MigrationStep[]): string[] => [
  ...new Set(
    steps.flatMap(({ behind }) => (behind === undefined ? [] : [`LOCK TABLE ${quoteTable(behind)}`])),
  ),
];
