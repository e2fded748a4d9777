import { StatementFailedError } from '@sluice/redshift-data-api';
import { CliError } from '../cli-error.js';

/**
 * For `catch` of a statement: what the warehouse itself said, on one line; other faults go on their way.
 * @throws always
 */
export function toldRefusal(error: unknown): never {
  if (!(error instanceof StatementFailedError)) throw error;
  const { cause } = error;
  const said = cause instanceof Error ? cause.message : error.message;
  const line = `the warehouse refused the statement (${error.code}): ${said.replace(/\s+/g, ' ').trim()}`;
  throw new CliError(line, 1, { cause: error });
}
