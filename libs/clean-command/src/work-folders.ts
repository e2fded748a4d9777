import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from './failures.js';
import { systemFault } from './system-fault.js';

/** Of folders of runs whose process cannot be asked: they are touched far more often while they live. */
const abandonedMilliseconds = 10 * 60_000;
const touchMilliseconds = 60_000;

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const ownName = /^\.?sluice-clean-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;
/** Those of this process that are in use: another run in it must not take them for a dead one's. */
const inUse = new Set<string>();

/**
 * Folders for what is unfinished. Each carries host and process id in its name, so that the next run in the same
 * place removes what a killed one left, and never what belongs to a live one.
 */
export class WorkFolders {
  private readonly paths: string[] = [];
  private readonly onExit = () => {
    for (const path of this.paths) rmSync(path, { recursive: true, force: true });
  };
  private timer: NodeJS.Timeout | undefined;

  /**
   * Makes a folder, after the leftovers beside it are gone.
   * @param hidden with a dot before its name: beside outputs, which others list
   */
  async make(parent: string, hidden: boolean): Promise<string> {
    await removeLeftovers(parent);
    const name = `${hidden ? '.' : ''}sluice-clean-${host}-${process.pid}-${randomBytes(4).toString('hex')}`;
    const path = join(parent, name);
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      throw new EnvironmentError(`the folder ${parent} ${systemFault(error)}`, { cause: error });
    });
    if (this.paths.length === 0) {
      // A second interrupt leaves at once.
      process.once('exit', this.onExit);
      this.timer = setInterval(() => void this.touch(), touchMilliseconds).unref();
    }
    this.paths.push(path);
    inUse.add(path);
    return path;
  }

  /** Removes all of them, as far as the file system lets it: what went wrong before is what counts. */
  async remove(): Promise<void> {
    clearInterval(this.timer);
    process.removeListener('exit', this.onExit);
    for (const path of this.paths.splice(0)) {
      await rm(path, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
      inUse.delete(path);
    }
  }

  private async touch(): Promise<void> {
    const now = new Date();
    for (const path of this.paths) await utimes(path, now, now).catch(() => undefined);
  }
}

async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const [, madeOn, pid] = ownName.exec(name) ?? [];
    if (madeOn === undefined) continue;
    const path = join(parent, name);
    if (!inUse.has(path) && (await isAbandoned(path, madeOn, Number(pid))))
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Processes of this host can be asked. Those of another cannot, nor can one with the own id: in containers, which
 * may share a volume and a host's name, every process has the id 1.
 */
async function isAbandoned(path: string, madeOn: string, pid: number): Promise<boolean> {
  if (madeOn === host && pid !== process.pid) return !isRunning(pid);
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
  return Date.now() - mtimeMs > abandonedMilliseconds;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
