import { execFileSync } from 'node:child_process';
import { cp, lstat, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { workspaceRoot } from '@nx/devkit';

/**
 * The files of the working tree that Git has or would have, in a folder of this name elsewhere; what is installed is
 * linked. All clones lie equally deep, so that what is installed has the same relative path from each of them, as it
 * has in a real one.
 */
export async function cloneWorkspace(name: string): Promise<string> {
  const parent = await mkdtemp(join(await realpath(tmpdir()), 'sluice-clone-'));
  const clone = join(parent, name);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  for (const file of listed.split('\0').filter(Boolean)) {
    const from = join(workspaceRoot, file);
    // One that is deleted, but not yet in Git.
    if (await lstat(from).catch(() => undefined)) await cp(from, join(clone, file), { recursive: true });
  }
  await linkInstalled(join(workspaceRoot, 'node_modules'), join(clone, 'node_modules'));
  for (const project of await readdir(join(clone, 'tools'))) {
    const nested = join(workspaceRoot, 'tools', project, 'node_modules');
    if (await lstat(nested).catch(() => undefined))
      await symlink(nested, join(clone, 'tools', project, 'node_modules'));
  }
  return clone;
}

/** A copy of a clone in a folder of another name: of the same files, whatever changes in the working tree meanwhile. */
export async function copyClone(clone: string, name: string): Promise<string> {
  const copy = join(await mkdtemp(join(await realpath(tmpdir()), 'sluice-clone-')), name);
  await cp(clone, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Removes a clone, and the folder that was made for it. */
export const removeClone = (clone: string): Promise<void> =>
  rm(dirname(clone), { recursive: true, force: true });

/** npm's links to the projects themselves are relative: taken as they are, they lead to those of the clone. */
async function linkInstalled(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    if (entry.isSymbolicLink()) await symlink(await readlink(source), join(to, entry.name));
    else if (entry.isDirectory() && basename(source).startsWith('@'))
      await linkInstalled(source, join(to, entry.name));
    else if (entry.isDirectory()) await symlink(source, join(to, entry.name));
  }
}
