import { stderr, stdout } from 'node:process';
import { Command, CommanderError } from 'commander';
import { subjectNames, type SubjectName } from './cleaning/subject-names.js';
import { namesOf, tens, wholeNumber } from './command-options.js';
import type { ConsumingOptions } from './consuming/bench-consuming.js';
import type { DrainTask } from './consuming/drain-queue.js';
import { loadingSubjects, type LoadingSubject } from './loading/loading-subjects.js';
import type { StreamingOptions } from './streaming/bench-streaming.js';
import type { InvocationTask } from './streaming/invocations.js';
import { streamingParts } from './streaming/streaming-parts.js';
import type { SubjectTask } from './streaming/subject-process.js';
import type { TrendOptions } from './trend/follow-trend.js';
import { instant, share } from './trend/trend-options.js';

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
    const { figuresOfMeasurements, trendPart } = await import('./trend/figures.js');
    const measurements = await benchLocalAws({ rounds, seconds });
    const part = trendPart('local-aws', { rounds, seconds }, figuresOfMeasurements(measurements));
    stdout.write(json ? `${JSON.stringify({ ...part, measurements })}\n` : renderMeasurements(measurements));
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
    const { figuresOfGoals, trendPart } = await import('./trend/figures.js');
    const report = await benchCleaning(options);
    const goals = cleaningGoals(report);
    const part = trendPart('cleaning', options, figuresOfGoals(goals));
    stdout.write(json ? `${JSON.stringify({ ...part, ...report, goals })}\n` : renderCleaning(report));
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
    const { figuresOfLoading, trendPart } = await import('./trend/figures.js');
    const report = await benchLoading(options);
    const part = trendPart('loading', options, figuresOfLoading(report));
    stdout.write(
      json ? `${JSON.stringify({ ...part, ...report })}\n` : renderLoading(report, profile === true),
    );
  });

interface LoadingCommand {
  rows: number;
  rounds: number;
  only: readonly LoadingSubject[];
  profile?: true;
  json?: true;
}

program
  .command('streaming')
  .description('an invocation of the stream’s transform, beside base64 + JSON.parse and beside Powertools')
  .option('--records <count>', 'of an invocation', wholeNumber, 10_000)
  .option('--rounds <count>', 'how often each is measured, in turn', wholeNumber, 30)
  .option('--starts <count>', 'how often the bundle is started', wholeNumber, 40)
  .option('--invocations <count>', 'of one process whose memory is watched', wholeNumber, 1000)
  .option('--only <names>', `some of ${streamingParts.join(',')}`, namesOf(streamingParts), streamingParts)
  .option('--profile', 'also what each step takes', false)
  .option('--json', 'one JSON line instead of tables')
  .action(async ({ json, ...options }: StreamingOptions & { json?: true }) => {
    const { benchStreaming } = await import('./streaming/bench-streaming.js');
    const { streamingGoals } = await import('./streaming/streaming-goals.js');
    const { renderStreaming } = await import('./streaming/render-streaming.js');
    const { figuresOfGoals, trendPart } = await import('./trend/figures.js');
    const report = await benchStreaming(options);
    const goals = streamingGoals(report);
    const part = trendPart('streaming', options, figuresOfGoals(goals));
    stdout.write(json ? `${JSON.stringify({ ...part, ...report, goals })}\n` : renderStreaming(report));
  });

program
  .command('consuming')
  .description('messages of a full queue received, kept hidden and deleted, beside sqs-consumer')
  .option('--rounds <count>', 'how often each is measured, in turn', wholeNumber, 8)
  .option('--messages <count>', 'in the queue, a multiple of 10', tens, 20_000)
  .option('--json', 'one JSON line instead of a table')
  .action(async ({ json, ...options }: ConsumingOptions & { json?: true }) => {
    const { benchConsuming } = await import('./consuming/bench-consuming.js');
    const { consumingGoals } = await import('./consuming/consuming-goals.js');
    const { renderConsuming } = await import('./consuming/render-consuming.js');
    const { figuresOfGoals, trendPart } = await import('./trend/figures.js');
    const report = await benchConsuming(options);
    const goals = consumingGoals(report);
    const part = trendPart('consuming', options, figuresOfGoals(goals));
    stdout.write(json ? `${JSON.stringify({ ...part, ...report, goals })}\n` : renderConsuming(report));
  });

program
  .command('trend <results...>')
  .description(
    'what `NAME --json` printed, held against earlier runs and added to them; exits 1 for what is worse',
  )
  .requiredOption('--file <path>', 'the trend, one line of JSON a run; made when there is none')
  .requiredOption('--commit <sha>', 'what was measured')
  .option('--at <time>', 'when, ISO 8601; now unless said', instant)
  .option('--window <count>', 'how many runs make a median', wholeNumber, 20)
  .option('--at-least <count>', 'with fewer earlier runs nothing is worse', wholeNumber, 5)
  .option('--tolerance <share>', 'may be worse by so much; what is noisy by twice that', share, 0.2)
  .option('--accept <reason>', 'these figures are the measure from now on')
  .option('--json', 'one JSON line instead of a table')
  .action(async (results: readonly string[], { json, at, ...options }: TrendCommand) => {
    const { followTrend } = await import('./trend/follow-trend.js');
    const { renderTrend } = await import('./trend/render-trend.js');
    const judgements = await followTrend(results, { at: at ?? new Date().toISOString(), ...options });
    stdout.write(json ? `${JSON.stringify({ judgements })}\n` : renderTrend(judgements));
    if (judgements.some(({ verdict }) => verdict === 'worse')) process.exitCode = 1;
  });

type TrendCommand = Omit<TrendOptions, 'at'> & { readonly at?: string; readonly json?: true };

program
  .command('drain <task>', { hidden: true })
  .description('what `consuming` starts a process for each consumer for')
  .action(async (task: string) => {
    const { drainQueues } = await import('./consuming/drain-queue.js');
    await drainQueues(JSON.parse(task) as DrainTask);
  });

program
  .command('attend <task>', { hidden: true })
  .description('what `streaming` keeps a process for each subject for')
  .action(async (task: string) => {
    const { attend } = await import('./streaming/subject-process.js');
    await attend(JSON.parse(task) as SubjectTask);
  });

program
  .command('invoke <task>', { hidden: true })
  .description('what `streaming` invokes the built handler in')
  .action(async (task: string) => {
    const { invokeHandler } = await import('./streaming/invocations.js');
    await invokeHandler(JSON.parse(task) as InvocationTask);
  });

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
