import { ConfigurationError } from '@sluice/config';
import { Command, CommanderError } from 'commander';
import { MomentError } from './moment.js';
import { withSweepOptions, type SweepOptions } from './sweep-options.js';

/**
 * `sweep` as a whole program, for a scheduled task of the processor's image: settings from environment variables, options
 * from `argv` (with Node and script in front, as `process.argv`). Leaves the process with the exit code: 0 nothing is
 * lost, 1 something was refused or left, 2 wrong use or settings, 143 stopped.
 */
export async function sweepMain(argv: readonly string[], variables: NodeJS.ProcessEnv): Promise<never> {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  let exitCode = 0;
  const program = new Command('sluice').exitOverride();
  withSweepOptions(program.command('sweep')).action(async (options: SweepOptions) => {
    const { sweepOnce } = await import('./sweep-once.js');
    exitCode = await sweepOnce(options, variables, stop.signal, tell);
    if (stop.signal.aborted) exitCode = stoppedExitCode;
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    exitCode = exitCodeOf(error, stop.signal);
  }
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(exitCode);
}

const stoppedExitCode = 143;

function exitCodeOf(error: unknown, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (signal.aborted) return stoppedExitCode;
  tell(error instanceof Error ? error.message : String(error));
  return error instanceof MomentError || error instanceof ConfigurationError ? 2 : 1;
}

const tell = (line: string): void => void process.stderr.write(`sluice: ${line}\n`);

/** Output may still be on its way into a pipe. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => void stream.write('', () => resolve()));
