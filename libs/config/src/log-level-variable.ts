import * as z from 'zod';

/** `LOG_LEVEL`: the least level that is written; `info` unless set. */
export const logLevelVariable = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info');
