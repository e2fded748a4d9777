import { maxBatchStatements, maxStatementBytes, tooLongCode, tooManyCode } from '@sluice/redshift-loading';
import { StatementFailedError } from './errors.js';

/**
 * Refuses what the Data API would not take, before anything is sent.
 * @throws {StatementFailedError} too many statements, or one that is too long
 */
export function checkSize(sqls: readonly string[]): void {
  if (sqls.length > maxBatchStatements)
    throw new StatementFailedError(
      `not sent: a batch of ${sqls.length} statements, where the Data API takes ${maxBatchStatements}`,
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
