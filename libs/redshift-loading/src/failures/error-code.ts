/** What is known of a failure; from the Data API's `Error` text, an SDK error's name or a socket error's code. */
export interface Failure {
  /** An error's own code or name: `ThrottlingException`, `ECONNRESET`. */
  readonly code?: string | undefined;
  /** SQLSTATE, where the driver gives it. */
  readonly sqlState?: string | undefined;
  /** The Data API's `Error` of a failed statement. */
  readonly errorText?: string | undefined;
}

/** The code of a failure that gives none. */
export const unknownCode = 'unknown';

/**
 * The Data API gives a failed statement's error as one text and nothing else, so its code is read out of it:
 * here, once, and nowhere else. In this order, because the outer code of a COPY is generic:
 */
const patterns: readonly { readonly pattern: RegExp; readonly code?: string }[] = [
  // `ERROR: 1023 DETAIL: Serializable isolation violation …`
  // https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation-serializable-isolation-troubleshooting.html
  { pattern: /^\s*ERROR:\s*(\d{4,5})\b/ },
  // SQLSTATE, when what stands between gives it: `[SQLState 42P01]`, `SQLSTATE: 42P01`.
  { pattern: /\bSQLSTATE[\s:=]+([0-9A-Z]{5})\b/i },
  // S3's own error code inside a COPY's: `S3ServiceException:Access Denied,Status 403,Error AccessDenied,…`
  // https://docs.aws.amazon.com/redshift/latest/dg/s3serviceexception-error.html
  { pattern: /S3ServiceException:[^\n]*?,Status \d+,Error (\w+)/ },
  // The leader node's report of an internal error: a block with lines `error:`, `code: 15007`, `context:`.
  { pattern: /\bcode:\s+(\d{1,6})\b[\s\S]*?\bcontext:/ },
  // PostgreSQL's fixed texts for conditions that Redshift reports without a code.
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  { pattern: /^\s*ERROR:\s*permission denied for /, code: '42501' },
  { pattern: /^\s*ERROR:\s*must be owner of /, code: '42501' },
  { pattern: /^\s*ERROR:\s*relation "[^"]*" does not exist/, code: '42P01' },
  { pattern: /^\s*ERROR:\s*schema "[^"]*" does not exist/, code: '3F000' },
  { pattern: /^\s*ERROR:\s*column "?[^"\n]*"? (?:of relation "[^"]*" )?does not exist/, code: '42703' },
  { pattern: /^\s*ERROR:\s*syntax error at /, code: '42601' },
  { pattern: /^\s*ERROR:\s*deadlock detected/, code: '40P01' },
  { pattern: /^\s*ERROR:\s*Cannot insert a NULL value into column /i, code: '23502' },
  { pattern: /^\s*ERROR:\s*value too long for type /, code: '22001' },
  { pattern: /^\s*ERROR:\s*Query \(\d+\) cancell?ed/i, code: '57014' },
  { pattern: /^\s*ERROR:\s*cancell?ing (?:query|statement) due to /i, code: '57014' },
  // https://docs.aws.amazon.com/redshift/latest/dg/r_STL_LOAD_ERRORS.html
  { pattern: /^\s*ERROR:\s*Load into table '[^']*' failed/, code: 'LoadFailed' },
];

/** The one code that a failure is classified by. */
export function errorCodeOf(failure: Failure): string {
  const { errorText } = failure;
  if (failure.sqlState !== undefined) return failure.sqlState;
  if (errorText !== undefined)
    for (const { pattern, code } of patterns) {
      const found = pattern.exec(errorText);
      if (found) return code ?? found[1] ?? unknownCode;
    }
  return failure.code ?? unknownCode;
}
