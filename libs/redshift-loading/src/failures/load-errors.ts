import type { Cell } from '../load/ledger.js';
import { quoteInstant } from '../quote.js';

/** What the Data API tells of a statement that failed, as far as it does. */
export interface FailedStatement {
  /** Of the statement in the warehouse. */
  readonly queryId?: number | undefined;
  /** Process of the session that ran the batch. */
  readonly processId?: number | undefined;
  /** When the batch was submitted; ISO 8601 UTC. */
  readonly submittedAt?: string | undefined;
}

/** What COPY could not load, as SYS_LOAD_ERROR_DETAIL has it. */
export interface LoadError {
  readonly file: string;
  /** From 1; 0 where the format has no lines, as Parquet. */
  readonly line: number;
  /** Empty when the file as a whole is at fault. */
  readonly column: string;
  /** The warehouse's short name of the column's type. */
  readonly type: string;
  /** https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html */
  readonly code: string;
  readonly message: string;
}

/** As many tell what is wrong; more would only repeat it. */
export const maxLoadErrors = 10;

/**
 * Asks for the errors of a COPY that failed. By its query, and by its session since the batch began, because what
 * loads may run as another query than the one that the Data API names.
 * @returns undefined when nothing is known to ask by
 * @see https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html
 */
export function loadErrorsSql({ queryId, processId, submittedAt }: FailedStatement): string | undefined {
  const conditions = [
    ...(isId(queryId) ? [`"query_id" = ${queryId}`] : []),
    ...(isId(processId) && submittedAt !== undefined
      ? [`("session_id" = ${processId} AND "start_time" >= ${quoteInstant(submittedAt)})`]
      : []),
  ];
  if (conditions.length === 0) return undefined;
  return `SELECT TRIM("file_name"), "line_number", TRIM("column_name"), TRIM("column_type"), "error_code", TRIM("error_message")
FROM sys_load_error_detail
WHERE ${conditions.join(' OR ')}
ORDER BY "start_time", "file_name", "line_number"
LIMIT ${maxLoadErrors}`;
}

const isId = (id: number | undefined): id is number => id !== undefined && Number.isSafeInteger(id) && id > 0;

/** Reads the rows of `loadErrorsSql`'s answer. */
export const readLoadErrors = (rows: readonly (readonly Cell[])[]): LoadError[] =>
  rows.slice(0, maxLoadErrors).map(([file, line, column, type, code, message]) => ({
    file: textOf(file),
    line: Number(line ?? 0),
    column: textOf(column),
    type: textOf(type),
    code: textOf(code),
    message: textOf(message),
  }));

const textOf = (cell: Cell | undefined): string => String(cell ?? '').trim();

/** One line for people: where, what and why. */
export function describeLoadError({ file, line, column, type, code, message }: LoadError): string {
  const place = [
    file,
    ...(line > 0 ? [`line ${line}`] : []),
    ...(column === '' ? [] : [type === '' ? `column ${column}` : `column ${column} (${type})`]),
  ].join(', ');
  return `${place}: ${code} ${message}`;
}
