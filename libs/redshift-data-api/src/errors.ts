interface Details {
  /** What `classifyFailure` of redshift-loading reads: SQLSTATE, a warehouse's own number or an SDK error's name. */
  readonly code: string;
  readonly cause?: unknown;
}

/**
 * The warehouse or the Data API said no, and nothing of the transaction stays. Whoever runs the load classifies
 * it by `code`; its message is not acknowledged.
 */
export class StatementFailedError extends Error {
  override readonly name = 'StatementFailedError';
  readonly code: string;
  /** Place of the statement in its batch; undefined when the batch never ran. */
  readonly statementIndex: number | undefined;

  constructor(
    message: string,
    { code, cause, statementIndex }: Details & { readonly statementIndex?: number },
  ) {
    super(message, { cause });
    this.code = code;
    this.statementIndex = statementIndex;
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
