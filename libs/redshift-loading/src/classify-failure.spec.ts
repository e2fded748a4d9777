import { describe, expect, it } from 'vitest';
import { classifyFailure } from './classify-failure.js';
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

  it('keeps the code of what it does not know', () => {
    expect(classifyFailure({ code: 'BrandNew' })).toEqual({
      disposition: 'retry',
      code: 'BrandNew',
      why: 'The code is not listed.',
    });
  });
});
