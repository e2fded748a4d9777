import { stderr, stdout } from 'node:process';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { isSubjectName, subjectNames, type SubjectName } from './cleaning/subject-names.js';

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It is a whole number, 1 or more.');
  return value;
};

const subjects = (text: string): readonly SubjectName[] =>
  text.split(',').map((name) => {
    if (!isSubjectName(name)) throw new InvalidArgumentError(`They are of ${subjectNames.join(', ')}.`);
    return name;
  });

const program = new Command('bench')
  .description('Measures the built bundles on this machine.')
  .exitOverride();

// What a command works with is loaded when it runs: a process that is measured has nothing in it of the others.

program
  .command('local-aws')
  .description('the embedded AWS: requests a second beside a bare HTTP server, start and memory')
  .option('--rounds <count>', 'how often each is measured, in turn', wholeNumber, 3)
  .option('--seconds <count>', 'how long each load lasts', wholeNumber, 4)
  .option('--json', 'one JSON line instead of a table')
  .action(async ({ rounds, seconds, json }: { rounds: number; seconds: number; json?: true }) => {
    const { benchLocalAws } = await import('./local-aws/bench-local-aws.js');
    const { renderMeasurements } = await import('./render-measurements.js');
    const measurements = await benchLocalAws({ rounds, seconds });
    stdout.write(json ? `${JSON.stringify({ measurements })}\n` : renderMeasurements(measurements));
  });

program
  .command('cleaning')
  .description(
    'a file of title-basics cleaned by Sluice, beside DuckDB’s plain COPY and what else does such jobs',
  )
  .option('--rows <count>', 'of the usual sample; another has 4 times as many', wholeNumber, 2_000_000)
  .option('--rounds <count>', 'how often each is measured, in turn', wholeNumber, 5)
  .option('--only <names>', `some of ${subjectNames.join(',')}; duckdb always runs`, subjects, subjectNames)
  .option('--json', 'one JSON line instead of tables')
  .action(async ({ json, ...options }: CleaningCommand) => {
    const { benchCleaning } = await import('./cleaning/bench-cleaning.js');
    const { cleaningGoals } = await import('./cleaning/cleaning-goals.js');
    const { renderCleaning } = await import('./cleaning/render-cleaning.js');
    const report = await benchCleaning(options);
    const goals = cleaningGoals(report);
    stdout.write(json ? `${JSON.stringify({ ...report, goals })}\n` : renderCleaning(report));
  });

interface CleaningCommand {
  rows: number;
  rounds: number;
  only: readonly SubjectName[];
  json?: true;
}

program
  .command('play <role> <task>', { hidden: true })
  .description('what `cleaning` starts processes of their own for')
  .action(async (role: string, task: string) => {
    const { playRole } = await import('./cleaning/node-roles.js');
    await playRole(role, task);
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
