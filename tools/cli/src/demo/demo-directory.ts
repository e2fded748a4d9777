import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dataDirectoryOwner } from '@sluice/local-stack';
import { CliError } from '../cli-error.js';

/** Says that what is in a folder was made by a demo, and may be made anew. */
const marker = '.sluice-demo';

/** A folder for this run alone, empty. One of the user's own that holds anything else is left alone. */
export async function demoDirectory(asked: string | undefined, root: string): Promise<string> {
  const directory = asked === undefined ? await freeDirectory(join(root, '.sluice', 'demo')) : resolve(asked);
  await emptyDirectory(directory);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, marker), '');
  return directory;
}

/** Another demo may run. */
async function freeDirectory(wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const directory = number === 1 ? wanted : `${wanted}-${number}`;
    if ((await dataDirectoryOwner(directory)) === undefined) return directory;
  }
}

async function emptyDirectory(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new CliError(`${directory} cannot be used (${error.code}): choose another folder with --dir`);
  });
  if (names.length === 0) return;
  if (!existsSync(join(directory, marker)))
    throw new CliError(`${directory} is not empty: choose a new folder with --dir`);
  if ((await dataDirectoryOwner(directory)) !== undefined)
    throw new CliError(`${directory} is used by another demo: choose another with --dir`);
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
