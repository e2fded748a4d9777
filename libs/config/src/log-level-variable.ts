import * as z from 'zod/mini';

/** `LOG_LEVEL`: the least level that is written; `info` unless set. */
export const logLevelVariable = z._default(
  z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']),
  'info',
);
