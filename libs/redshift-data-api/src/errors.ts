import type { FailedStatement, LoadError } from '@sluice/redshift-loading';

interface Details {
  /** What `classifyFailure` of redshift-loading reads: SQLSTATE, a warehouse's own number or an SDK error's name. */
  readonly code: string;
  readonly cause?: unknown;
}

/**
 * The warehouse or the Data API said no, or would, and nothing of the transaction stays. Whoever runs the load classifies
 * it by `code`; its message is not acknowledged.
 */
export class StatementFailedError extends Error {
  override readonly name = 'StatementFailedError';
  readonly code: string;
  /** Place of the statement in its batch; undefined when the batch never ran. */
  readonly statementIndex: number | undefined;
  /** What the warehouse's own views know it by; undefined when it never ran. */
  readonly statement: FailedStatement | undefined;
  /** What COPY could not load, where that is why and the warehouse told. */
  readonly loadErrors: readonly LoadError[];

  constructor(
    message: string,
    details: Details & {
      readonly statementIndex?: number | undefined;
      readonly statement?: FailedStatement | undefined;
      readonly loadErrors?: readonly LoadError[];
    },
  ) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.statementIndex = details.statementIndex;
    this.statement = details.statement;
    this.loadErrors = details.loadErrors ?? [];
  }
}

/**
 * The answer was lost after the statement may have been taken: it may have committed, may commit yet, or never ran.
 * Run the same transaction again: its lock waits for the first run, and the ledger then decides.
 */
export class StatementLostError extends Error {
  override readonly name = 'StatementLostError';
  readonly code: string;

  constructor(message: string, { code, cause }: Details) {
    super(message, { cause });
    this.code = code;
  }
}

/** The Data API cannot be reached or takes nothing more for now; the statement was not taken. Try later. */
export class DataApiUnavailableError extends Error {
  override readonly name = 'DataApiUnavailableError';
  readonly code: string;

  constructor(message: string, { code, cause }: Details) {
    super(message, { cause });
    this.code = code;
  }
}
