import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

export interface CommandResult {
  /** Null when it was ended by a signal, its time limit's among them. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** Added to the process's own; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** It is killed after so long. */
  readonly timeoutSeconds: number;
}

/** More at a time take memory and win nothing. */
const most = Math.min(2, availableParallelism());
let running = 0;
const waiting: (() => void)[] = [];

/** Runs a program, at most two at a time; a program that cannot be started rejects. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  if (running >= most) await new Promise<void>((resume) => waiting.push(resume));
  else running += 1;
  try {
    return await run(program, args, options);
  } finally {
    // Whoever waits takes over the place, so that the count stays.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

function run(
  program: string,
  args: readonly string[],
  { cwd, environment, timeoutSeconds }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutSeconds * 1000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
