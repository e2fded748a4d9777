import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotFile } from '@sluice/contracts';

/** Where they are recorded. */
export const snapshotsFolder = join('libs', 'contracts', 'snapshots');

const snapshots = (root: string): string => join(root, snapshotsFolder);

/** Where contracts are defined. */
export const datasetsFolder = join('libs', 'contracts', 'src', 'datasets');

/** The text of a file of the workspace; undefined when there is none. */
export async function readWorkspaceText(root: string, file: string): Promise<string | undefined> {
  return readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** The text of each snapshot and migration by name; none when there is no folder yet. */
export async function readSnapshots(root: string): Promise<ReadonlyMap<string, string>> {
  const folder = snapshots(root);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(files));
}

export async function writeSnapshots(root: string, files: readonly SnapshotFile[]): Promise<void> {
  await mkdir(snapshots(root), { recursive: true });
  for (const { name, text } of files) await writeFile(join(snapshots(root), name), text);
}
