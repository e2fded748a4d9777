import { describe, expect, it } from 'vitest';
import { classifyFailure, isCopyCode } from './classify-failure.js';
import { errorCodeOf } from './error-code.js';

describe('errorCodeOf', () => {
  it.each([
    [
      'ERROR: 1023\n  DETAIL: Serializable isolation violation on table - 1256109, transactions forming the cycle are: 1, 2 (pid:3)',
      '1023',
    ],
    ['ERROR:1023 DETAIL: Serializable isolation violation on table in Redshift', '1023'],
    ['ERROR: 1023 Detail: Serializable isolation violation on table - 9 [SQLState 40001]', '1023'],
    ['ERROR: relation "x" does not exist [SQLState 42P01]', '42P01'],
    ['ERROR: relation "imdb.title_basics" does not exist', '42P01'],
    ['ERROR: permission denied for relation title_basics', '42501'],
    [
      'ERROR: Spectrum Scan Error\n  Detail: \n  -----------------------------------------------\n  error:  Spectrum Scan Error\n  code:      15007\n  context:   File has an incompatible Parquet schema\n  query:     1\n',
      '15007',
    ],
    [
      'ERROR: S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid X,ExtRid Y\n  Detail:\n  error:  S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid X\n  code:      8001\n  context:   Listing bucket=b prefix=p\n',
      'AccessDenied',
    ],
    [
      `ERROR: Load into table 'stage' failed. Check 'sys_load_error_detail' system table for details.`,
      'LoadFailed',
    ],
    [`ERROR: Query (42) cancelled on user's request`, '57014'],
    ['ERROR: Cannot insert a NULL value into column reconciled', '23502'],
    ['ERROR: something new', 'unknown'],
    // Values stand in messages too: a code is never read out of a quoted one at any place but its own.
    ['ERROR: value too long for type character varying(12)', '22001'],
  ])('%s', (errorText, code) => {
    expect(errorCodeOf({ errorText })).toBe(code);
  });

  it('prefers what the driver says', () => {
    expect(errorCodeOf({ sqlState: '40001', errorText: 'ERROR: 1023', code: 'X' })).toBe('40001');
    expect(errorCodeOf({ code: 'ThrottlingException' })).toBe('ThrottlingException');
  });
});

describe('classifyFailure', () => {
  it.each([
    [{ code: '1023' }, 'retry'],
    [{ code: 'ThrottlingException' }, 'retry'],
    [{ code: 'ECONNRESET' }, 'retry'],
    [{ sqlState: '23502' }, 'retry'],
    [{ code: 'LoadFailed' }, 'park'],
    [{ sqlState: '22001' }, 'park'],
    [{ sqlState: '42P01' }, 'halt'],
    [{ code: 'AccessDeniedException' }, 'halt'],
    [{ errorText: 'ERROR: what is this' }, 'retry'],
  ] as const)('%j → %s', (failure, disposition) => {
    expect(classifyFailure(failure).disposition).toBe(disposition);
  });

  it.each([
    ['1023', 'at-once'],
    ['1018', 'at-once'],
    ['40001', 'at-once'],
    ['40P01', 'at-once'],
    ['ThrottlingException', 'at-once'],
    ['TooManyRequestsException', 'at-once'],
    ['ActiveStatementsExceededException', 'at-once'],
    ['ActiveSessionsExceededException', 'at-once'],
    ['SlowDown', 'at-once'],
    ['57014', 'later'],
    ['23502', 'later'],
    ['NoSuchKey', 'later'],
    ['ECONNREFUSED', 'later'],
    ['BrandNew', 'later'],
    ['unknown', 'later'],
    ['LoadFailed', 'never'],
    ['1204', 'never'],
    ['StatementTooLong', 'never'],
    ['42P01', 'never'],
  ] as const)('runs the transaction of %s again %s', (code, again) => {
    expect(classifyFailure({ code }).again).toBe(again);
  });

  it('suspects the data where the code does not say whose fault it is', () => {
    const doubtful = ['23502', 'BrandNew', 'unknown', '1023', '57014', 'NoSuchKey', '42P01', '22001'].filter(
      (code) => classifyFailure({ code }).doubtful,
    );
    expect(doubtful).toEqual(['23502', 'BrandNew', 'unknown']);
  });

  it('takes the rules of COPY for data, a file that is not there for none', () => {
    const dispositions = ['1201', '1212', '1224', '1225'].map(
      (code) => classifyFailure({ code }).disposition,
    );
    expect(dispositions).toEqual(['park', 'retry', 'park', 'retry']);
    expect(['LoadFailed', '15007', '1202', '1212', '1023'].map(isCopyCode)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('keeps the code of what it does not know', () => {
    expect(classifyFailure({ code: 'BrandNew' })).toEqual({
      disposition: 'retry',
      again: 'later',
      doubtful: true,
      code: 'BrandNew',
      why: 'The code is not listed.',
    });
  });
});
