import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectFolder } from '../project-folder.js';
import type { ProcessUse } from './subject-run.js';

export interface ProcessRun<Result> {
  readonly result: Result;
  readonly use: ProcessUse;
  /** From start to exit of the process. */
  readonly wallMs: number;
}

/** A process did not end well, or not say what it did. */
export class ProcessFailure extends Error {
  override readonly name = 'ProcessFailure';
}

/** Runs a role of this bundle in a process of its own, on the Node that runs this one. */
export const runRole = <Result>(role: string, task: object): Promise<ProcessRun<Result>> =>
  runProcess(process.execPath, [bundle(), 'play', role, JSON.stringify(task)]);

/** Not the script that was started: that one builds it first. */
const bundle = (): string => join(projectFolder(), 'dist', 'main.cjs');

/**
 * Runs a program that prints `{ result, use }` as its last line.
 * @throws {ProcessFailure} when it exits with anything but 0; the last line that it wrote to standard error
 */
export async function runProcess<Result>(
  command: string,
  args: readonly string[],
): Promise<ProcessRun<Result>> {
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code, signal], wallMs, output, errors] = await Promise.all([
    once(child, 'close') as Promise<[number | null, string | null]>,
    once(child, 'exit').then(() => performance.now() - startedAt),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0)
    throw new ProcessFailure(`${lastLine(errors) || 'it said nothing'} (ended with ${signal ?? code})`);
  const { result, use } = JSON.parse(lastLine(output)) as Omit<ProcessRun<Result>, 'wallMs'>;
  return { result, use, wallMs };
}

const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1) ?? '';
