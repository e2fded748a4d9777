import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { planner } from './postgres-dialect.testing.js';

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Whether a PostgreSQL server is installed here. */
export const hasPostgres = onPath('initdb') && onPath('postgres');

export interface PostgresServer {
  /** Folder of its socket; it listens nowhere else. */
  readonly host: string;
  readonly user: string;
  stop(): Promise<void>;
}

/** A server of its own in a temporary folder, which `stop` removes. Nothing in it survives a crash of the machine. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(quickFolder(), 'sluice-postgres-'));
  const owner = unprivileged();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  execFileSync(
    'initdb',
    ['-D', data, '-U', 'sluice', '-A', 'trust', '--locale=C', '-E', 'UTF8', '--no-sync'],
    {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const settings = {
    ...planner,
    ...{ listen_addresses: '', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
    ...{ timezone: 'UTC', default_transaction_isolation: 'repeatable read', jit: 'off', log_timezone: 'UTC' },
    // As a loader waits for the lock, but not for ever.
    lock_timeout: '30s',
  };
  const server = spawn(
    'postgres',
    [
      '-D',
      data,
      '-k',
      folder,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(server, 'exit');
  const endWithUs = () => server.kill('SIGQUIT');
  process.once('exit', endWithUs);
  await ready(server.stderr);
  // What it says later is of no use, but must not fill the pipe.
  server.stderr.resume();
  return {
    host: folder,
    user: 'sluice',
    stop: async () => {
      server.kill('SIGINT');
      await exited;
      process.off('exit', endWithUs);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** In memory where there is room: a load makes, and removes, dozens of small files. */
function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 2 ** 30 ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function ready(log: Readable): Promise<void> {
  let said = '';
  for await (const chunk of log.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes('ready to accept connections')) return;
  }
  throw new Error(`PostgreSQL did not start: ${said}`);
}
