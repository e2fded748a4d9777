import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another local stack keeps its objects and warehouse there. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError';

  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(
      `${directory} is used by another local stack (process ${pid}): stop it, or choose another with --dir`,
    );
  }
}

/**
 * Makes a data directory this process's own until released. A process that was killed leaves its claim behind;
 * that holds nobody up. Throws `DataDirectoryInUseError`.
 */
export async function claimDataDirectory(directory: string): Promise<{ release(): Promise<void> }> {
  await mkdir(directory, { recursive: true });
  const file = claimFile(directory);
  for (;;) {
    if (await writeNew(file, String(process.pid))) return { release: () => rm(file, { force: true }) };
    const owner = await dataDirectoryOwner(directory);
    if (owner !== undefined) throw new DataDirectoryInUseError(directory, owner);
    await rm(file, { force: true });
  }
}

/** The process that a data directory belongs to, if it lives. */
export async function dataDirectoryOwner(directory: string): Promise<number | undefined> {
  const pid = Number(await readFile(claimFile(directory), 'utf8').catch(() => '0'));
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

const claimFile = (directory: string): string => join(directory, 'stack.pid');

/** False if the file exists. Nobody sees it half written: an empty claim would look like nobody's. */
async function writeNew(file: string, text: string): Promise<boolean> {
  const half = `${file}.${randomUUID()}`;
  await writeFile(half, text);
  try {
    await link(half, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(half, { force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
