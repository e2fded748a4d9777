import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessLog } from './process-log.js';

export interface NodeChildSettings {
  /** What Node is started with: flags, a program, its arguments. */
  readonly args: readonly string[];
  readonly bundlePath: string;
  /** Default: the bundle's folder. */
  readonly workingDirectory?: string;
  /** All that it sees: nothing of the process that local-aws runs in. */
  readonly env: Readonly<Record<string, string>>;
  /** Pipes beside standard input, output and error. */
  readonly morePipes?: number;
  readonly log: ProcessLog;
  /** Sees each line of its output as well. */
  readonly onLine?: (line: string) => void;
  onError(error: Error): void;
  /** It is gone and its output was taken; signals are for nobody any more. */
  onClose(exitCode: number | null, signal: NodeJS.Signals | null): void;
}

/**
 * A bundle in a Node process of its own, at the head of a process group of its own: Ctrl-C in the terminal is for
 * local-aws, and whatever the bundle starts ends with it.
 */
export class NodeChild {
  readonly process: ChildProcess;
  /** Resolves after `onClose`. */
  readonly closed: Promise<void>;
  #over = false;

  constructor(settings: NodeChildSettings) {
    const { args, bundlePath, env, morePipes = 0, log, onLine } = settings;
    const { workingDirectory = dirname(bundlePath) } = settings;
    const child = spawn(process.execPath, args, {
      cwd: workingDirectory,
      env,
      stdio: ['pipe', 'pipe', 'pipe', ...Array.from({ length: morePipes }, () => 'pipe' as const)],
      detached: true,
    });
    this.process = child;
    if (child.stdout) log.attach(child.stdout, onLine);
    if (child.stderr) log.attach(child.stderr, onLine);
    child.stdin?.on('error', () => undefined);
    child.on('error', (error) => settings.onError(error));
    child.on('exit', () => this.killGroup());
    this.closed = new Promise((resolve) => {
      child.on('close', (exitCode, signal) => {
        this.#over = true;
        settings.onClose(exitCode, signal);
        resolve();
      });
    });
  }

  /** SIGKILL to the child and all that it started; nothing when it is gone. */
  killGroup(): void {
    if (this.process.pid === undefined || this.#over) return;
    try {
      process.kill(-this.process.pid, 'SIGKILL');
    } catch (error) {
      // Nobody is left in the group; some systems say EPERM when only a process to be reaped is.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
}

/** Which bundle a process runs, to be compared with a packaged artifact. */
export const bundleSha256 = (bundlePath: string): string =>
  createHash('sha256').update(readFileSync(bundlePath)).digest('hex');
