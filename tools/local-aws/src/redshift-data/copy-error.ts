import { SqlError } from './sql-error.js';

/** A failure as Redshift's leader tells it: a line, and the same in a block of details. */
export interface CopyFault {
  readonly error: string;
  readonly code: number;
  readonly context: string;
}

const RULE = '-'.repeat(47);

/** The text stands in the Data API's `Error` with all its lines, and `code:` and `context:` are read out of it. */
export function copyError(
  { error, code, context }: CopyFault,
  queryId: number,
  options?: ErrorOptions,
): SqlError {
  const details = [
    `error:  ${error}`,
    `code:      ${code}`,
    `context:   ${context}`,
    `query:     ${queryId}`,
    'location:  local-aws',
    `process:   padbmaster [pid=${queryId}]`,
  ];
  const lines = [RULE, ...details, RULE].map((line) => `  ${line}`);
  return new SqlError([error, '  Detail: ', ...lines, ''].join('\n'), undefined, options);
}

/** What S3 refuses COPY, in COPY's words. */
export const s3Exception = (message: string, status: number, code: string): string =>
  `S3ServiceException:${message},Status ${status},Error ${code},Rid local-aws,ExtRid local-aws,CanRetry 1`;

export const NO_SUCH_KEY = s3Exception('The specified key does not exist.', 404, 'NoSuchKey');
