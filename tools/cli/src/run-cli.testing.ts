import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');
const bundle = join(root, 'tools', 'cli', 'dist', 'main.cjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts Node with nothing of this process's environment, and gathers what it says. */
export function startNode(
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
) {
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { child, output, ended };
}

/** Starts the built command. */
export const startCli = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  startNode([bundle, ...args], { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } });

export const runCli = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> =>
  startCli(args, env).ended;
