import { errorCodeOf, unknownCode, type Failure } from './error-code.js';

/**
 * What to do after a failed load. `retry`: the whole transaction again, with backoff; after the attempts are used
 * up the message goes to the dead-letter queue. `park`: it cannot succeed without a person, and concerns this
 * source alone. `halt`: nothing can succeed until the environment is mended, so nothing more is received.
 */
export type Disposition = 'retry' | 'park' | 'halt';

interface Rule {
  readonly codes: readonly string[];
  readonly disposition: Disposition;
  readonly why: string;
  readonly source: string;
}

const postgres = 'https://www.postgresql.org/docs/current/errcodes-appendix.html';
const dataApi = 'https://docs.aws.amazon.com/redshift-data/latest/APIReference/CommonErrors.html';
const execute =
  'https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html#API_BatchExecuteStatement_Errors';
const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';
const copyS3 = 'https://docs.aws.amazon.com/redshift/latest/dg/s3serviceexception-error.html';
const sockets = 'https://nodejs.org/api/errors.html#common-system-errors';

const rules: readonly Rule[] = [
  {
    codes: ['1023', '40001'],
    disposition: 'retry',
    why: 'Serializable isolation: another transaction committed first.',
    source:
      'https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation-serializable-isolation-troubleshooting.html',
  },
  {
    codes: ['1018'],
    disposition: 'retry',
    why: 'A relation changed under the transaction.',
    source: 'https://repost.aws/knowledge-center/redshift-error-1018',
  },
  {
    codes: ['40P01'],
    disposition: 'retry',
    why: 'Deadlock: this transaction was the victim.',
    source: postgres,
  },
  {
    codes: ['57014', '57P01', '57P03', '53300'],
    disposition: 'retry',
    why: 'Cancelled, timed out, shutting down or full.',
    source: postgres,
  },
  {
    codes: ['23502'],
    disposition: 'retry',
    why: 'The sum did not hold: staging was incomplete, and staging again may mend it.',
    source: 'https://docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html',
  },
  {
    codes: [
      'ThrottlingException',
      'TooManyRequestsException',
      'ServiceUnavailable',
      'InternalFailure',
      'RequestExpired',
    ],
    disposition: 'retry',
    why: 'The Data API is busy or unwell.',
    source: dataApi,
  },
  {
    codes: [
      'ActiveStatementsExceededException',
      'ActiveSessionsExceededException',
      'BatchExecuteStatementException',
      'InternalServerException',
    ],
    disposition: 'retry',
    why: 'The Data API could not take the statement now.',
    source: execute,
  },
  {
    codes: ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'TimeoutError'],
    disposition: 'retry',
    why: 'The network.',
    source: sockets,
  },
  {
    codes: ['SlowDown', 'InternalError', 'RequestTimeout', 'NoSuchKey'],
    disposition: 'retry',
    why: 'S3 under COPY; a missing staged object is staged again by the next attempt.',
    source: s3,
  },
  {
    codes: ['LoadFailed'],
    disposition: 'park',
    why: 'COPY refused a staged value: the same bytes are refused again.',
    source: 'https://docs.aws.amazon.com/redshift/latest/dg/r_STL_LOAD_ERRORS.html',
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

const byCode = new Map(rules.flatMap((rule) => rule.codes.map((code) => [code, rule] as const)));

export interface Classification {
  readonly disposition: Disposition;
  readonly code: string;
  readonly why: string;
}

/** Unknown codes are retried: a limited number of attempts, then the dead-letter queue, with the code. */
export function classifyFailure(failure: Failure): Classification {
  const code = errorCodeOf(failure);
  const rule = byCode.get(code);
  if (rule === undefined)
    return {
      disposition: 'retry',
      code,
      why: code === unknownCode ? 'No code was given.' : 'The code is not listed.',
    };
  return { disposition: rule.disposition, code, why: rule.why };
}
