import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stderr, stdout } from 'node:process';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { otherBundles } from './bed/other-bundles.js';
import { planOf, type Form } from './chaos-plan.js';
import { jsonLine, renderReport } from './report.js';

interface Options {
  seed?: number;
  seconds?: number;
  kills?: number;
  short?: true;
  smoke?: true;
  json?: true;
  dir?: string;
}

// The SDK announces on standard error that it will leave Node 20 behind; its version here is pinned.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => interrupted.abort(new Error(`interrupted by ${signal}`)));

const wholeNumber = (text: string): number => {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};

const program = new Command('chaos')
  .description(
    'Runs the built apps on the embedded AWS under load, lets everything go wrong, and holds the warehouse against what was handed in.',
  )
  .option('--seed <number>', 'repeats the choices of a run', wholeNumber)
  .option('--seconds <count>', 'things go wrong for so long at most', wholeNumber)
  .option('--kills <count>', 'it is enough when so many processes were killed', wholeNumber)
  .addOption(new Option('--short', 'every step once, within ten minutes').conflicts('smoke'))
  .option('--smoke', 'every app once, within a minute')
  .option('--json', 'ends with one JSON line instead of a table')
  .option('--dir <folder>', 'where objects, the warehouse and logs are kept; it stays when the run fails')
  .exitOverride()
  .action(run);

async function run(options: Options): Promise<void> {
  const form: Form = options.smoke ? 'smoke' : options.short ? 'short' : 'full';
  const seed = options.seed ?? randomInt(2 ** 31);
  const workspaceRoot = findWorkspaceRoot(__dirname);
  const dataDirectory = resolve(
    options.dir ?? join(workspaceRoot, '.sluice', 'chaos', `${seed}-${process.pid}`),
  );
  await mkdir(dataDirectory, { recursive: true });
  // A mistake in how it was called is told before the whole deployment's clients are loaded.
  const { runChaos } = await import('./run-chaos.js');
  const report = await runChaos({
    plan: planOf(form, options),
    seed,
    workspaceRoot,
    dataDirectory,
    ...otherBundles(),
    signal: interrupted.signal,
    tell: (line) => void stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
  });
  if (options.json) {
    stderr.write(renderReport(report));
    stdout.write(`${jsonLine(report)}\n`);
  } else stdout.write(renderReport(report));
  if (report.ok) await rm(dataDirectory, { recursive: true, force: true, maxRetries: 3 });
  else stderr.write(`what it left is in ${dataDirectory}; again with --seed ${seed}\n`);
  process.exitCode = report.ok ? 0 : 1;
}

function findWorkspaceRoot(from: string): string {
  for (let folder = from; ; folder = join(folder, '..')) {
    if (existsSync(join(folder, 'infra', 'topology.json'))) return folder;
    if (folder === '/') throw new Error('chaos runs from its workspace alone');
  }
}

program
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      // It has said what is wrong; help is no error.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const isInterrupted = interrupted.signal.aborted;
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`chaos: ${isInterrupted ? 'interrupted, everything is stopped' : problem}\n`);
    process.exitCode = isInterrupted ? 130 : 1;
  })
  // Idle connections of the SDK would keep the process for a while.
  .finally(() => process.exit());
