import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { workspaceRoot } from '../../terraform/workspace-root.js';
import type { RecordingBed } from './recording-bed.testing.js';

/**
 * The `sluice` command in a process of its own, against the stack. Expects that it was understood: whether all of it could
 * be done is not the question here.
 */
export async function sluice({ stack }: RecordingBed, ...args: readonly string[]): Promise<void> {
  const bundle = join(workspaceRoot, 'tools', 'cli', 'dist', 'main.cjs');
  const child = spawn(process.execPath, [bundle, ...args, '--endpoint', stack.aws.endpoint], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect([0, 1], `sluice ${args.join(' ')}\n${output}`).toContain(code);
}
