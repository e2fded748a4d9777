import { open } from 'node:fs/promises';
import { AccountingError, CleaningEnvironmentError, UnwritableValueError } from '@sluice/file-cleaning';
import { ObjectChangedError, ObjectMissingError, ObjectStoreUnavailableError } from '@sluice/object-store';
import { expect, it } from 'vitest';
import { describeFailure } from './describe-failure.js';
import { EnvironmentError, UsageError, WholeFileError } from './failures.js';

const location = { bucket: 'b', key: 'k' };
const unavailable = (code: string) =>
  new ObjectStoreUnavailableError('GetObject', location, code, { cause: undefined });
const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write', path: '/d/x' });

it.each([
  [new UsageError('wrong'), 2, 'wrong'],
  [new WholeFileError({ code: 'empty_file', message: 'send it again' }), 3, 'empty_file: send it again'],
  [new UnwritableValueError('a tab: write csv'), 2, 'a tab: write csv'],
  [new EnvironmentError('no'), 4, 'no'],
  [new ObjectMissingError(location), 4, 's3://b/k was removed meanwhile: check it'],
  [new ObjectChangedError(location, 'a', 'b'), 4, /overwritten while it was read/],
  [unavailable('NoSuchBucket'), 4, 's3://b/k: there is no such bucket: check its name'],
  [unavailable('SlowDown'), 4, 's3://b/k: GetObject failed (SlowDown): try again later'],
  [full, 4, /^\/d\/x is on a disk that is full/],
  [new CleaningEnvironmentError('cannot write', { cause: full }), 4, /^\/d\/x is on a disk that is full/],
  [new CleaningEnvironmentError('the engine crashed'), 4, 'the engine crashed: try again'],
  [new AccountingError(3, 1, 1), 4, /read 3 records, but 1 clean and 1 rejected/],
  [unavailable('403'), 4, /access is denied/],
  [new Error('Crash:\n  at line 3'), 4, 'Crash:'],
  ['text', 4, 'text'],
])('%s', (error, exitCode, line) => {
  const described = describeFailure(error);
  expect(described.exitCode).toBe(exitCode);
  if (typeof line === 'string') expect(described.line).toBe(line);
  else expect(described.line).toMatch(line);
});

it('names the file that the system complains of', async () => {
  const error = await open('/nope/none').catch((caught: unknown) => caught);
  expect(describeFailure(error)).toEqual({
    line: '/nope/none does not exist: check the path',
    exitCode: 4,
  });
});
