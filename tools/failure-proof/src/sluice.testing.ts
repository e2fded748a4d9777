import { spawn } from 'node:child_process';
import { expect } from 'vitest';
import { sluiceBundle } from './bundles.testing.js';
import type { FailureBed } from './failure-bed.testing.js';

/** The `sluice` command in a process of its own, against the stack. Expects that it succeeds. */
export async function sluice({ stack }: FailureBed, ...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [sluiceBundle, ...args, '--endpoint', stack.aws.endpoint], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect(code, `sluice ${args.join(' ')}\n${output}`).toBe(0);
}
