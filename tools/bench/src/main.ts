import { stderr, stdout } from 'node:process';
import { Command, CommanderError } from 'commander';
import { subjectNames, type SubjectName } from './cleaning/subject-names.js';
import { namesOf, wholeNumber } from './command-options.js';
import { loadingSubjects, type LoadingSubject } from './loading/loading-subjects.js';

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
  .option(
    '--only <names>',
    `some of ${subjectNames.join(',')}; duckdb always runs`,
    namesOf(subjectNames),
    subjectNames,
  )
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
  .command('loading')
  .description('the transaction of a load, beside DuckDB’s own insert of the same Parquet')
  .option('--rows <count>', 'of the largest file', wholeNumber, 1_000_000)
  .option('--rounds <count>', 'how often each is measured, in turn', wholeNumber, 5)
  .option(
    '--only <names>',
    `some of ${loadingSubjects.join(',')}; duckdb always runs`,
    namesOf(loadingSubjects),
    loadingSubjects,
  )
  .option('--profile', 'what each command of a load takes')
  .option('--json', 'one JSON line instead of tables')
  .action(async ({ json, profile, ...options }: LoadingCommand) => {
    const { benchLoading } = await import('./loading/bench-loading.js');
    const { renderLoading } = await import('./loading/render-loading.js');
    const report = await benchLoading(options);
    stdout.write(json ? `${JSON.stringify(report)}\n` : renderLoading(report, profile === true));
  });

interface LoadingCommand {
  rows: number;
  rounds: number;
  only: readonly LoadingSubject[];
  profile?: true;
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
