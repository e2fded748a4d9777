import type { Cell } from '../load/ledger.js';

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A connection; what it changes outside of its temporary tables others see after COMMIT. */
export interface Session {
  /** Runs statements in order, until one fails; gives the last one's rows. */
  run(statements: readonly string[]): Promise<Answer>;
  /** Leaves nothing of the session: neither its temporary tables nor a transaction that is still open. */
  close(): Promise<void>;
}

/**
 * A database that reads the rendered SQL as it stands. What an engine lacks of Redshift (SUPER, JSON_PARSE, GETDATE)
 * it declares when it opens.
 */
export interface Engine {
  readonly name: string;
  /** Sessions at one time. */
  readonly sessions: number;
  /** @throws when more than `sessions` are open */
  open(): Promise<Session>;
  close(): Promise<void>;
}
