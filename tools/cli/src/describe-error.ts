import * as z from 'zod';
import { PortInUseError } from '@sluice/local-stack';
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
  if (error instanceof PortInUseError)
    return {
      line: `port ${error.port} is in use: stop what uses it, or choose another with --port N`,
      exitCode: 1,
    };
  if (error instanceof z.ZodError)
    return { line: `infra/topology.json: ${z.prettifyError(error).replaceAll('\n', ' ')}`, exitCode: 1 };
  const codes = [...errorCodes(error)];
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

/** Of the error, its causes, and what it gathers (a connection is tried on several addresses). */
function* errorCodes(error: unknown, depth = 0): Generator<string> {
  if (!(error instanceof Error) || depth > 8) return;
  yield error.name;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') yield code;
  yield* errorCodes(error.cause, depth + 1);
  if (error instanceof AggregateError) for (const each of error.errors) yield* errorCodes(each, depth + 1);
}
