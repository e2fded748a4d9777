import { DataApiUnavailableError, StatementFailedError } from '@sluice/redshift-data-api';
import { expect, it } from 'vitest';
import { describeFailure } from './describe-failure.js';

const full = Object.assign(new Error('write'), { code: 'ENOSPC' });

it.each([
  ['a full disk', full, 'environment', 'disk_full'],
  ['a full disk under the cleaner', new Error('cleaning', { cause: full }), 'environment', 'disk_full'],
  ['another fault of the disk', Object.assign(new Error('x'), { code: 'EIO' }), 'environment', 'unexpected_error'],
  ['no error', 'text', 'environment', 'unexpected_error'],
  ['the Data API', new DataApiUnavailableError('x', { code: 'y' }), 'environment', 'warehouse_unavailable'],
  ['a refused value', new StatementFailedError('x', { code: '22001' }), 'data', 'warehouse_22001'],
])('names %s', (_what, error, failureClass, reason) => {
  expect(describeFailure(error)).toMatchObject({ class: failureClass, reason });
}); // prettier-ignore
