import { spawn } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChaosBed } from './chaos-bed.js';

export interface CommandEnd {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody who runs `sluice` commands against the deployment. */
export class Operator {
  constructor(
    private readonly bed: ChaosBed,
    /** The built command. */
    private readonly bundle: string,
  ) {}

  /** @param signal kills the command */
  async run(args: readonly string[], signal?: AbortSignal): Promise<CommandEnd> {
    const end = await this.#spawn(args, signal);
    const log = join(this.bed.dataDirectory, 'chaos', 'operator.log');
    await appendFile(
      log,
      `${new Date().toISOString()} sluice ${args.join(' ')} → ${end.code}\n${end.stdout}${end.stderr}\n`,
    );
    return end;
  }

  #spawn(args: readonly string[], signal: AbortSignal | undefined): Promise<CommandEnd> {
    const child = spawn(process.execPath, [this.bundle, ...args, '--endpoint', this.bed.stack.aws.endpoint], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => void child.kill('SIGKILL');
    signal?.addEventListener('abort', kill);
    if (signal?.aborted) kill();
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        signal?.removeEventListener('abort', kill);
        resolve({ code, ...output });
      });
    });
  }
}
