import { join, resolve } from 'node:path';
import { startLocalStack } from '@sluice/local-stack';
import type { Interrupt } from '../interrupt.js';
import { announceRunningStack, withdrawRunningStack } from '../target/running-stack.js';
import { describeUse } from './describe-use.js';
import { readFaults } from './read-faults.js';

export interface LocalOptions {
  readonly port: number;
  readonly dir: string | undefined;
  readonly json: boolean;
  readonly faults: string | undefined;
}

/** Runs the local stack until a signal comes. With `json` standard output is the one line of its description. */
export async function local(options: LocalOptions, root: string, interrupt: Interrupt): Promise<number> {
  const faults = options.faults === undefined ? [] : await readFaults(options.faults);
  const dataDirectory = resolve(options.dir ?? join(root, '.sluice', 'local'));
  const stack = await startLocalStack({
    workspaceRoot: root,
    port: options.port,
    dataDirectory,
    faults,
    onProgress: (step) => process.stderr.write(`${step} …\n`),
    signal: interrupt.signal,
  });
  try {
    const isFound = await announceRunningStack(root, stack.aws.endpoint);
    const description = stack.describe();
    process.stdout.write(
      options.json
        ? `${JSON.stringify(description)}\n`
        : `${describeUse(description, dataDirectory, isFound)}\n`,
    );
    await interrupt.arrived;
    process.stderr.write('Stopping …\n');
  } finally {
    await withdrawRunningStack(root);
    await stack.close();
  }
  return 0;
}
