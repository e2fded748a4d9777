import * as z from 'zod';
import { CliError } from './cli-error.js';

/** Codes of the network and the SDK that mean: nobody answers there. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** The error as one line, with what to do about it, and the exit code that goes with it. */
export function describeError(error: unknown, endpoint?: string): { line: string; exitCode: number } {
  if (error instanceof CliError) return { line: error.message, exitCode: error.exitCode };
  const chain = errorChain(error);
  const listening = chain.find(({ code }) => code === 'EADDRINUSE');
  if (listening !== undefined)
    return {
      line: `port ${listening.port} is in use: stop what uses it, or choose another with --port N`,
      exitCode: 1,
    };
  if (error instanceof z.ZodError)
    return { line: `infra/topology.json: ${z.prettifyError(error).replaceAll('\n', ' ')}`, exitCode: 1 };
  const codes = chain.flatMap(({ name, code }) => (typeof code === 'string' ? [name, code] : [name]));
  if (codes.some((code) => unreachable.has(code)))
    return {
      line: `nothing answers at ${endpoint ?? 'the endpoint'}: start the local stack with \`npm run local\`, or check --endpoint`,
      exitCode: 1,
    };
  if (codes.includes('CredentialsProviderError'))
    return { line: 'no AWS credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID', exitCode: 1 };
  const message = error instanceof Error ? error.message : String(error);
  return { line: message.split('\n', 1)[0] ?? message, exitCode: 1 };
}

interface CodedError {
  readonly name: string;
  readonly code?: unknown;
  readonly port?: unknown;
}

/** The error, its causes, and what it gathers (a connection is tried on several addresses). */
function errorChain(error: unknown, depth = 0): readonly CodedError[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const gathered: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...gathered].flatMap((below) => errorChain(below, depth + 1))];
}
