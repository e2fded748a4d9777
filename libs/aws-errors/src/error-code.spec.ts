import { describe, expect, it } from 'vitest';
import { errorCode } from './index.js';

const fault = (name: string, properties: object = {}) =>
  Object.assign(new Error('it failed'), { name, ...properties });

describe('errorCode', () => {
  it.each([
    ['a service says', fault('AccessDenied', { $fault: 'client' }), 'AccessDenied'],
    ['a service says beside a code of its own', fault('AccessDenied', { code: 'Denied' }), 'AccessDenied'],
    ['the system says', fault('Error', { code: 'ECONNRESET' }), 'ECONNRESET'],
    ['the resolver says', fault('Error', { code: 'EAI_AGAIN' }), 'EAI_AGAIN'],
    ['the SDK gave another name', fault('TimeoutError', { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['Node says', fault('TypeError', { code: 'ERR_INVALID_ARG_TYPE' }), 'ERR_INVALID_ARG_TYPE'],
    [
      'broke an HTTP/2 session',
      fault('Error', { code: 'ERR_HTTP2_STREAM_CANCEL', cause: fault('Error', { code: 'ECONNRESET' }) }),
      'ECONNRESET',
    ],
    ['has a cause without a code', fault('SlowDown', { cause: 'the weather' }), 'SlowDown'],
    ['has an empty cause', fault('SlowDown', { cause: null }), 'SlowDown'],
    ['is no error', { name: 'AccessDenied' }, 'unknown'],
    ['is nothing', undefined, 'unknown'],
  ])('reads what %s', (_what, error, code) => {
    expect(errorCode(error)).toBe(code);
  });
});
