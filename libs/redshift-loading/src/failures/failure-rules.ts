/**
 * What to do after a failed load. `retry`: the whole transaction again, with backoff; after the attempts are used
 * up the message goes to the dead-letter queue. `park`: it cannot succeed without a person, and concerns this
 * source alone. `halt`: nothing can succeed until the environment is mended, so nothing more is received.
 */
export type Disposition = 'retry' | 'park' | 'halt';

/**
 * When a failed transaction may be run again. `at-once`: whole, under the same load id, after a moment's back-off.
 * `later`: when its message comes back. `never`: not as it is.
 */
export type Again = 'at-once' | 'later' | 'never';

/** What one kind of failure means, by the codes that tell it. */
export type Rule = {
  readonly codes: readonly string[];
  readonly why: string;
  readonly source: string;
} & (
  | {
      readonly disposition: 'retry';
      readonly again: Exclude<Again, 'never'>;
      /** Whether one source's data may be what keeps a load of many from succeeding. */
      readonly doubtful?: true;
    }
  | { readonly disposition: 'park' | 'halt' }
);

const postgres = 'https://www.postgresql.org/docs/current/errcodes-appendix.html';
const dataApi = 'https://docs.aws.amazon.com/redshift-data/latest/APIReference/CommonErrors.html';
const execute =
  'https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html#API_BatchExecuteStatement_Errors';
const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';
const copyS3 = 'https://docs.aws.amazon.com/redshift/latest/dg/s3serviceexception-error.html';
const sockets = 'https://nodejs.org/api/errors.html#common-system-errors';

/** A statement that the Data API would not take for its length. */
export const tooLongCode = 'StatementTooLong';
/** A batch that it would not take for its number of statements. */
export const tooManyCode = 'TooManyStatements';

/** What COPY says of a value or a line: 1201 to 1224 without 1212, a file that is not there. */
export const copyValueCodes = Array.from({ length: 24 }, (_, index) => String(1201 + index)).filter(
  (code) => code !== '1212',
);

/** One table for every code that is known, each row with where its meaning stands. */
export const failureRules: readonly Rule[] = [
  {
    codes: ['1023', '40001'],
    disposition: 'retry',
    again: 'at-once',
    why: 'Serializable isolation: another transaction committed first.',
    source:
      'https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation-serializable-isolation-troubleshooting.html',
  },
  {
    codes: ['1018'],
    disposition: 'retry',
    again: 'at-once',
    why: 'A relation changed under the transaction.',
    source: 'https://repost.aws/knowledge-center/redshift-error-1018',
  },
  {
    codes: ['40P01'],
    disposition: 'retry',
    again: 'at-once',
    why: 'Deadlock: this transaction was the victim.',
    source: postgres,
  },
  {
    // Waiting for the lock counts as well: what waited too long behind another load is no worse than before.
    codes: ['57014', '57P01', '57P03', '53300', '55P03'],
    disposition: 'retry',
    again: 'later',
    why: 'Cancelled, timed out, shutting down or full.',
    source: postgres,
  },
  {
    codes: ['23502'],
    disposition: 'retry',
    again: 'later',
    doubtful: true,
    why: 'The sum did not hold: staging was incomplete, and staging again may mend it.',
    source: 'https://docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html',
  },
  {
    codes: ['ThrottlingException', 'TooManyRequestsException', 'ServiceUnavailable', 'InternalFailure'],
    disposition: 'retry',
    again: 'at-once',
    why: 'The Data API is busy or unwell.',
    source: dataApi,
  },
  {
    codes: ['RequestExpired'],
    disposition: 'retry',
    again: 'later',
    why: 'The request was too long on its way, or this clock is wrong.',
    source: dataApi,
  },
  {
    codes: [
      'ActiveStatementsExceededException',
      'ActiveSessionsExceededException',
      'ActiveWaitingRequestsExceededException',
      'InternalServerException',
    ],
    disposition: 'retry',
    again: 'at-once',
    why: 'The Data API could not take the statement now.',
    source: execute,
  },
  {
    codes: ['BatchExecuteStatementException', 'DatabaseConnectionException', 'QueryTimeoutException'],
    disposition: 'retry',
    again: 'later',
    why: 'The Data API could not run the statement in this environment, or not in time.',
    source: execute,
  },
  {
    codes: ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'TimeoutError'],
    disposition: 'retry',
    again: 'later',
    why: 'The network.',
    source: sockets,
  },
  {
    codes: ['SlowDown', 'InternalError', 'RequestTimeout'],
    disposition: 'retry',
    again: 'at-once',
    why: 'S3 under COPY is busy or unwell.',
    source: s3,
  },
  {
    codes: ['NoSuchKey'],
    disposition: 'retry',
    again: 'later',
    why: 'A staged object is missing: the next attempt stages again.',
    source: s3,
  },
  {
    codes: [tooLongCode, tooManyCode],
    disposition: 'park',
    why: 'The load is more than one batch can hold, and would be again.',
    source: 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html#data-api-calling-considerations',
  },
  {
    codes: ['LoadFailed'],
    disposition: 'park',
    why: 'COPY refused a staged value: the same bytes are refused again.',
    source: 'https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html',
  },
  {
    codes: copyValueCodes,
    disposition: 'park',
    why: 'COPY refused a staged value, and says which rule of its format it breaks.',
    source: 'https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html',
  },
  {
    codes: ['22001', '22003', '22P02', '22008', '22021'],
    disposition: 'park',
    why: 'A value that the table cannot hold.',
    source: postgres,
  },
  {
    codes: ['15007'],
    disposition: 'park',
    why: 'COPY: the Parquet file does not fit the stage.',
    source: 'https://repost.aws/knowledge-center/redshift-parquet-orc-copy-error',
  },
  {
    codes: ['42501', '28000', '28P01'],
    disposition: 'halt',
    why: 'The database user lacks a grant.',
    source: postgres,
  },
  {
    codes: ['42P01', '3F000', '42703', '42883', '42601'],
    disposition: 'halt',
    why: 'The schema is not the one that this version loads into: migrate.',
    source: postgres,
  },
  {
    codes: ['AccessDenied', 'InvalidAccessKeyId', 'ExpiredToken', 'NoSuchBucket', 'PermanentRedirect'],
    disposition: 'halt',
    why: 'COPY’s role cannot read the staging bucket.',
    source: copyS3,
  },
  {
    codes: [
      'AccessDeniedException',
      'UnrecognizedClientException',
      'InvalidSignatureException',
      'ExpiredTokenException',
      'IncompleteSignature',
      'NotAuthorized',
      'OptInRequired',
    ],
    disposition: 'halt',
    why: 'Credentials or permissions of the processor.',
    source: dataApi,
  },
  {
    codes: ['CredentialsProviderError'],
    disposition: 'halt',
    why: 'No credentials at all.',
    source: 'https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html',
  },
  {
    codes: ['ResourceNotFoundException', 'ValidationException'],
    disposition: 'halt',
    why: 'The workgroup, database or request does not exist as configured.',
    source: execute,
  },
];
