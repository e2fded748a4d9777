import { join } from 'node:path';
import { startLocalStack, type LocalStack } from '@sluice/local-stack';
import { usageError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import { namedDataset } from '../put/named-dataset.js';
import { readableFile } from '../readable-file.js';
import { count } from '../terminal/table.js';
import { createStory, type Story } from '../terminal/story.js';
import { demoDirectory } from './demo-directory.js';
import { holds, type DemoResult } from './demo-result.js';
import { makeSamples, type OwnFile } from './make-samples.js';
import { reconcile } from './reconcile.js';
import { badRecords, type Samples } from './samples.js';
import { playScenario, type Stage } from './scenario.js';
import { viewOf } from './stack-view.js';
import { tellResult } from './tell-result.js';

export interface DemoOptions {
  readonly rows: number;
  readonly records: number;
  readonly file?: string;
  readonly dataset?: string;
  readonly json: boolean;
  readonly dir?: string;
  readonly port: number;
}

/** Both paths, with faults, on a fresh local stack. The exit code is 0 only when every check holds. */
export async function demo(options: DemoOptions, root: string, interrupt: Interrupt): Promise<number> {
  const startedAt = Date.now();
  const own = await ownFile(options);
  const story = createStory(options.json ? process.stderr : process.stdout);
  const directory = await demoDirectory(options.dir, root);
  const making = makeSamples({
    ...options,
    own,
    directory: join(directory, 'samples'),
    signal: interrupt.signal,
  });
  // Awaited below; until then a failure must not end the process.
  making.catch(() => undefined);
  const stack = await startStack(options, root, directory, story, interrupt.signal);
  try {
    const step = story.step('Sample data with known faults');
    const samples = await making;
    step.done(describeSamples(samples));
    const timeoutSeconds = 120 + (options.rows + options.records) / 1000;
    const stage: Stage = {
      stack,
      view: viewOf(stack),
      samples,
      story,
      signal: interrupt.signal,
      timeoutSeconds,
    };
    const events = await playScenario(stage);
    const found = await reconcile(stage, events);
    tellResult(story, found, events);
    const result: DemoResult = {
      ok: found.checks.every(holds),
      datasets: found.totals.map(({ sources: _sources, ...totals }) => totals),
      redrive: found.redrive,
      durationSeconds: Math.round((Date.now() - startedAt) / 100) / 10,
    };
    story.line(`${result.durationSeconds} s. To look around in it:\n`);
    story.line(`  npm run local -- --dir ${directory}`);
    story.line('  npx sluice query "SELECT * FROM sluice.ledger"');
    story.line('  npx sluice query "SELECT * FROM sluice.rejects LIMIT 20"');
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.ok ? 0 : 1;
  } finally {
    story.clear();
    await stack.close();
  }
}

async function ownFile({ file, dataset }: DemoOptions): Promise<OwnFile | undefined> {
  if (file === undefined && dataset === undefined) return undefined;
  if (file === undefined) throw usageError('--dataset goes with --file: name the file as well');
  if (dataset === undefined) throw usageError('--file goes with --dataset: name the dataset as well');
  const { name } = namedDataset(dataset);
  await readableFile(file);
  return { path: file, dataset: name };
}

async function startStack(
  { port }: DemoOptions,
  root: string,
  dataDirectory: string,
  story: Story,
  signal: AbortSignal,
): Promise<LocalStack> {
  const step = story.step('Local stack');
  const stack = await startLocalStack({
    workspaceRoot: root,
    port,
    dataDirectory,
    onProgress: (line) => step.update(`${line} …`),
    warn: (message) => story.line(`local-aws: ${message}`),
    signal,
  });
  step.done(`ready at ${stack.aws.endpoint}, its waiting times divided by ${stack.waitFactor}`);
  return stack;
}

function describeSamples({ main, stream }: Samples): string {
  const file = main.known
    ? `${count(main.known.records)} rows, ${count(badRecords(main.known.faults))} of them bad`
    : `your ${main.path}`;
  return `${file}; ${count(stream.records.length)} records, ${count(badRecords(stream.faults))} of them bad, ${count(stream.repeated)} repeated`;
}
