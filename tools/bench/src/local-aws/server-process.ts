import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from '../project-folder.js';

export interface ServerProcess {
  readonly endpoint: string;
  /** From the start of the process until it said that it serves. */
  readonly readyMs: number;
  rssBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a bundled server beside this one. Throws when it ends before it serves. */
export async function startServer(
  name: 'server' | 'echo-server',
  args: readonly string[] = [],
): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = fork(join(projectFolder(), 'dist', 'local-aws', `${name}.cjs`), args);
  const { endpoint } = (await message(child)) as { endpoint: string };
  const readyMs = performance.now() - startedAt;
  return {
    endpoint,
    readyMs,
    rssBytes: async () => {
      child.send('rss');
      return ((await message(child)) as { rssBytes: number }).rssBytes;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function message(child: ChildProcess): Promise<unknown> {
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child, 'exit', { signal }).then(([code]: unknown[]) => {
    throw new Error(`The server ended with ${String(code)}.`);
  });
  try {
    const [value] = (await Promise.race([once(child, 'message', { signal }), ended])) as unknown[];
    return value;
  } finally {
    ended.catch(() => undefined);
    done.abort();
  }
}
