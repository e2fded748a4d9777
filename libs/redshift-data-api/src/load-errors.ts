import {
  isCopyCode,
  loadErrorsSql,
  readLoadErrors,
  type LoadCommand,
  type LoadError,
} from '@sluice/redshift-loading';
import type { DataApi } from './data-api.js';
import { StatementFailedError } from './errors.js';

/** They explain a failure that is known already, so they may not hold it up for long. */
const timeoutSeconds = 30;

/** The same failure, with what COPY could not load where that is why it failed and the warehouse tells. */
export async function withLoadErrors(
  error: StatementFailedError,
  plan: readonly LoadCommand[],
  warehouse: DataApi,
  signal: AbortSignal | undefined,
): Promise<StatementFailedError> {
  const { code, statementIndex, statement } = error;
  const isCopy = statementIndex === undefined ? isCopyCode(code) : plan[statementIndex]?.do === 'copy';
  const sql = isCopy && statement ? loadErrorsSql(statement) : undefined;
  if (sql === undefined) return error;
  const loadErrors = await warehouse.query(sql, { timeoutSeconds, ...(signal ? { signal } : {}) }).then(
    ({ rows }) => readLoadErrors(rows),
    // What the load failed with is what counts.
    (): LoadError[] => [],
  );
  if (loadErrors.length === 0) return error;
  return new StatementFailedError(error.message, {
    code,
    statementIndex,
    statement,
    loadErrors,
    cause: error,
  });
}
