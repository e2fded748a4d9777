import type { UsedTable } from './used-table.js';

/** What printing a node needs of where it stands. */
export interface PrintScope {
  /** The names of WITH queries, which hide tables of the same name. */
  readonly commonTables: ReadonlySet<string>;
  /** Every table that is read is added. */
  readonly reads: UsedTable[];
  /** DuckDB's expression for GETDATE(). */
  readonly now: string;
}
