import { spawn } from 'node:child_process';
import { expect, onTestFinished } from 'vitest';
import { sluiceBundle } from './bundles.testing.js';
import type { StreamBed } from './stream-bed.testing.js';

export interface Ended {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `sluice` command in a process of its own, against the stack; it ends with the test. */
export function startSluice({ stack }: StreamBed, args: readonly string[]) {
  const child = spawn(process.execPath, [sluiceBundle, ...args, '--endpoint', stack.aws.endpoint], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { kill: () => child.kill('SIGKILL'), ended };
}

/** Resolves with what it printed. Expects that it succeeds. */
export async function sluice(bed: StreamBed, ...args: readonly string[]): Promise<Ended> {
  const ended = await startSluice(bed, args).ended;
  expect(ended.code, `sluice ${args.join(' ')}\n${ended.stdout}${ended.stderr}`).toBe(0);
  return ended;
}
