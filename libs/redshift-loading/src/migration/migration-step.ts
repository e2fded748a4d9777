import type { TableRef } from '../quote.js';

/** One statement of a migration. */
export interface MigrationStep {
  readonly sql: string;
  /** One line for whoever reads the plan before it runs. */
  readonly purpose: string;
  /** `alone`: Redshift runs it outside transactions only. */
  readonly runs: 'in transaction' | 'alone';
  /** Only in one transaction with the step before. */
  readonly joined?: true;
  /** Lock table of the loads that must not run meanwhile; it is taken before all else of the transaction. */
  readonly behind?: TableRef;
}

/** A difference that is a person's decision; nothing of the plan may run while there is one. */
export interface MigrationRefusal {
  /** Table or view; undefined when it is about a user. */
  readonly table: TableRef | undefined;
  readonly column: string | undefined;
  readonly reason: string;
}

export const inTransaction = (sql: string, purpose: string): MigrationStep => ({
  sql,
  purpose,
  runs: 'in transaction',
});
