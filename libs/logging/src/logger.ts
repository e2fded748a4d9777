import pino from 'pino';
import { serializeError } from './serialize-error.js';
import { stdout, type LineDestination } from './stdout.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Fields first, then the message; an error goes under `err`. */
export interface LogMethod {
  (message: string): void;
  (fields: object, message: string): void;
}

export interface Logger extends Readonly<Record<Exclude<LogLevel, 'silent'>, LogMethod>> {
  /** The same logger with more fields on every line. */
  child(fields: Record<string, unknown>): Logger;
}

export interface LoggerOptions {
  /** On every line. */
  readonly service: string;
  /** Least level that is written. Default: `info`. */
  readonly level?: LogLevel | undefined;
  /** Default: standard output. */
  readonly destination?: LineDestination;
}

/** Secrets and the bytes of records; receipt handles let anyone delete a message. */
const secretFields = [
  'authorization',
  'credentials',
  'secretAccessKey',
  'sessionToken',
  'password',
  'receiptHandle',
  'raw',
];

/**
 * A logger that writes one JSON object a line: `level` as a word, `time` as ISO 8601 UTC, `service`, the fields,
 * `msg`. Nothing is buffered, and no worker thread is started, so it is safe in Lambda.
 */
export function createLogger({ service, level = 'info', destination = stdout() }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
      serializers: { err: (error: unknown) => serializeError(error) },
    },
    destination,
  );
}
