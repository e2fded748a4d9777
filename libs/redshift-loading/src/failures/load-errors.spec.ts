import { describe, expect, it } from 'vitest';
import { describeLoadError, loadErrorsSql, readLoadErrors } from './load-errors.js';

const where = (sql: string | undefined) => /WHERE (.*)/.exec(sql ?? '')?.[1];
const submittedAt = '2026-01-01T00:00:00.000Z';

describe('loadErrorsSql', () => {
  it('asks by the query, and by the session since the batch began', () => {
    expect(loadErrorsSql({ queryId: 42, processId: 7, submittedAt })).toBe(
      `SELECT TRIM("file_name"), "line_number", TRIM("column_name"), TRIM("column_type"), "error_code", TRIM("error_message")
FROM sys_load_error_detail
WHERE "query_id" = 42 OR ("session_id" = 7 AND "start_time" >= TIMESTAMP '2026-01-01 00:00:00.000')
ORDER BY "start_time", "file_name", "line_number"
LIMIT 10`,
    );
  });

  it.each([
    ['the query alone', { queryId: 42 }, '"query_id" = 42'],
    ['a session of unknown time', { queryId: 42, processId: 7 }, '"query_id" = 42'],
    [
      'no query',
      { queryId: -1, processId: 7, submittedAt },
      `("session_id" = 7 AND "start_time" >= TIMESTAMP '2026-01-01 00:00:00.000')`,
    ],
    ['neither', { queryId: 0, processId: 0, submittedAt }, undefined],
    ['what is no id', { queryId: 1.5, processId: NaN, submittedAt }, undefined],
  ])('knows %s', (_what, failed, condition) => {
    expect(where(loadErrorsSql(failed))).toBe(condition);
  });
});

describe('readLoadErrors', () => {
  it('reads rows as they come, blanks and nulls too, and ten at most', () => {
    const row = ['s3://b/k  ', 3, 'price', 'numeric   ', 1204, 'Value out of range '];
    const errors = readLoadErrors([
      row,
      ...Array.from({ length: 11 }, () => ['f', null, null, null, null, null]),
    ]);
    expect(errors).toHaveLength(10);
    expect(errors[0]).toEqual({
      file: 's3://b/k',
      line: 3,
      column: 'price',
      type: 'numeric',
      code: '1204',
      message: 'Value out of range',
    });
    expect(errors[1]).toEqual({ file: 'f', line: 0, column: '', type: '', code: '', message: '' });
  });
});

describe('describeLoadError', () => {
  const error = { file: 'f', line: 3, column: 'c', type: 'int4', code: '1207', message: 'no digit' };
  it.each([
    [error, 'f, line 3, column c (int4): 1207 no digit'],
    [{ ...error, line: 0 }, 'f, column c (int4): 1207 no digit'],
    [{ ...error, line: 0, column: '', type: '' }, 'f: 1207 no digit'],
  ])('%j', (given, line) => {
    expect(describeLoadError(given)).toBe(line);
  });
});
