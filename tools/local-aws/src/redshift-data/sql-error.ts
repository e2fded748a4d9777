/**
 * A statement that the warehouse refuses or cannot finish. `text` is what the Data API reports as `Error`,
 * beginning with `ERROR:` as Redshift's does.
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';

  constructor(
    message: string,
    /** The five characters of SQLSTATE, when Redshift would give them. */
    readonly sqlState?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get text(): string {
    return `ERROR: ${this.message}${this.sqlState === undefined ? '' : ` [SQLState ${this.sqlState}]`}`;
  }
}

export const syntaxErrorNear = (near: string): SqlError =>
  new SqlError(near === '' ? 'syntax error at end of input' : `syntax error at or near "${near}"`, '42601');

/** Something that Redshift has and this warehouse has not: said plainly, so that nobody takes it for a typo. */
export const notImplemented = (what: string): SqlError =>
  new SqlError(`${what} is not implemented by local-aws`, '0A000');

export const insideTransactionBlock = (command: string): SqlError =>
  new SqlError(`${command} cannot run inside a transaction block`, '25001');

/** The statement was interrupted, by its timeout or by CancelStatement. */
export const cancelled = (queryId: number): SqlError =>
  new SqlError(`Query (${queryId}) cancelled on user's request`, '57014');
