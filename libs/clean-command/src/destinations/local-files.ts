import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Resolves links, as far as the path exists. */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path
      ? path
      : join(await realPath(parent), path.slice(parent.length).replace(/^\/+/, ''));
  }
}

/** The deepest folder on the way to a path that exists; outputs are made there and moved down. */
export async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return path;
  const parent = dirname(resolve(path));
  return parent === resolve(path) ? parent : nearestFolder(parent);
}

/** What stands at a path; undefined where nothing does. */
export async function kindAt(path: string): Promise<'file' | 'folder' | 'other' | undefined> {
  const found = await stat(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    // A link to nowhere.
    return lstat(path).catch(() => undefined);
  });
  if (!found) return undefined;
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
}

/** Moves a file, across file systems if need be, and makes it durable. */
export async function moveDurably(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    await rm(from);
  }
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names durable; file systems that cannot do that are not asked twice. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

export const makeFolder = async (path: string): Promise<void> =>
  void (await mkdir(path, { recursive: true }));
