import { tooLongCode, tooManyCode } from '@sluice/redshift-loading';
import { StatementFailedError } from './errors.js';

/** https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html#data-api-calling-considerations */
const maxStatements = 40;
const maxStatementBytes = 100_000;

/**
 * Refuses what the Data API would not take, before anything is sent.
 * @throws {StatementFailedError} too many statements, or one that is too long
 */
export function checkSize(sqls: readonly string[]): void {
  if (sqls.length > maxStatements)
    throw new StatementFailedError(
      `not sent: a batch of ${sqls.length} statements, where the Data API takes ${maxStatements}`,
      { code: tooManyCode },
    );
  for (const [statementIndex, sql] of sqls.entries()) {
    const bytes = Buffer.byteLength(sql);
    if (bytes > maxStatementBytes)
      throw new StatementFailedError(
        `not sent: statement ${statementIndex + 1} of ${sqls.length} has ${bytes} bytes, where the Data API takes ${maxStatementBytes}`,
        { code: tooLongCode, statementIndex },
      );
  }
}
