import { Command, CommanderError } from 'commander';
import { addCleanCommand } from './add-clean-command.js';
import { catchInterrupts } from './interrupt.js';

/**
 * `clean` as a whole program, for images that hold no other command: runs `argv` (with Node and script in front, as
 * `process.argv`) and leaves the process with the exit code.
 */
export async function cleanMain(argv: readonly string[]): Promise<never> {
  const outcome = { exitCode: 0 };
  const program = new Command('sluice').exitOverride().configureOutput({
    outputError: (text, write) =>
      write(`${text.replace(/^error: /, 'sluice: ').trimEnd()} (see clean --help)\n`),
  });
  addCleanCommand(program, catchInterrupts(), outcome);
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? outcome.exitCode : 1),
  );
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    outcome.exitCode = error.exitCode === 0 ? 0 : 2;
  }
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(outcome.exitCode);
}

/** Output may still be on its way into a pipe. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => void stream.write('', () => resolve()));
