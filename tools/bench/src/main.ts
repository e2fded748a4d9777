import { stderr, stdout } from 'node:process';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { benchLocalAws } from './local-aws/bench-local-aws.js';
import { renderMeasurements } from './render-measurements.js';

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It is a whole number, 1 or more.');
  return value;
};

const program = new Command('bench')
  .description('Measures the built bundles on this machine.')
  .exitOverride();

program
  .command('local-aws')
  .description('the embedded AWS: requests a second beside a bare HTTP server, start and memory')
  .option('--rounds <count>', 'how often each is measured, in turn', wholeNumber, 3)
  .option('--seconds <count>', 'how long each load lasts', wholeNumber, 4)
  .option('--json', 'one JSON line instead of a table')
  .action(async ({ rounds, seconds, json }: { rounds: number; seconds: number; json?: true }) => {
    const measurements = await benchLocalAws({ rounds, seconds });
    stdout.write(json ? `${JSON.stringify({ measurements })}\n` : renderMeasurements(measurements));
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // It has said what is wrong; help is no error.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
