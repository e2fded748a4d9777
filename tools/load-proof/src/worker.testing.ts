import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const workspaceRoot = join(import.meta.dirname, '..', '..', '..');

/** The bundle that deploys, or another that is to be put in its place. */
export const processorBundle =
  process.env['SLUICE_PROCESSOR_BUNDLE'] ??
  join(workspaceRoot, 'apps', 'fargate-processor', 'dist', 'main.cjs');

/** Ends the worker when this process ends, however it does. */
const parentGuard = join(workspaceRoot, 'tools', 'local-aws', 'runtime', 'parent-guard.cjs');

/** A processor in a process of its own. */
export interface Worker {
  /** Resolves when it polls its lanes; rejects when it ends before. */
  readonly polling: Promise<void>;
  /** What it wrote, a line each. */
  readonly lines: readonly string[];
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

export function startWorker(environment: Readonly<Record<string, string>>): Worker {
  const child = spawn(process.execPath, ['--require', parentGuard, processorBundle], {
    env: { ...environment, NODE_NO_WARNINGS: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const polling = new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (line.includes('"msg":"polling"')) resolve();
    });
    createInterface(child.stderr).on('line', (line) => lines.push(line));
    void ended.then(() => reject(new Error(`the processor ended:\n${lines.slice(-20).join('\n')}`)));
  });
  // Who does not wait for it need not hear of it either.
  polling.catch(() => undefined);
  return {
    polling,
    lines,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
