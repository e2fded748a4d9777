import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A source file as a program in processes of its own, spoken to over IPC. */
export interface Programs {
  /** How many files and sockets a process may have open at most. */
  readonly descriptorLimit: number;
  start(args: readonly string[], options?: { readonly descriptorLimit?: number }): Program;
  stop(): Promise<void>;
}

export interface Program {
  readonly process: ChildProcess;
  say(message: string): void;
  /** The next message, in order; rejects when the program ends instead. */
  hears<T>(): Promise<T>;
}

export async function startPrograms(source: URL): Promise<Programs> {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-program-'));
  const bundle = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(source)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
  });
  const children: ChildProcess[] = [];
  return {
    // Node raises the soft limit to the hard one when it starts.
    descriptorLimit: Number(execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' })) || Infinity,
    start: (args, { descriptorLimit } = {}) => {
      const limit = descriptorLimit === undefined ? '' : `ulimit -n ${descriptorLimit} && `;
      const child = spawn(
        'sh',
        ['-c', `${limit}exec "$@"`, 'sh', process.execPath, '--expose-gc', bundle, ...args],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
      );
      children.push(child);
      return programOf(child);
    },
    stop: async () => {
      for (const child of children.filter(
        ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
      )) {
        await new Promise((resolve) => {
          child.once('exit', resolve);
          child.kill('SIGKILL');
        });
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function programOf(child: ChildProcess): Program {
  const heard: unknown[] = [];
  const waiting: { resolve(message: unknown): void; reject(error: Error): void }[] = [];
  child.on('message', (message) => {
    const first = waiting.shift();
    if (first === undefined) heard.push(message);
    else first.resolve(message);
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`The program ended: ${code ?? signal}.`));
  });
  return {
    process: child,
    say: (message) => void child.send(message),
    hears: <T>() =>
      heard.length > 0
        ? Promise.resolve(heard.shift() as T)
        : new Promise<T>((resolve, reject) => {
            waiting.push({ resolve: resolve as (message: unknown) => void, reject });
          }),
  };
}
