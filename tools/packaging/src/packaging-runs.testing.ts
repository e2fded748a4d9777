import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const workspace = join(import.meta.dirname, '..', '..', '..');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A checkout of its own, of which there is only what packaging reads; its files are of `seconds` since 1970. */
export async function makeCheckout(root: string, app: string, seconds: number): Promise<void> {
  const folders = [join('apps', app, 'dist'), join('tools', 'packaging', 'dist')];
  for (const folder of folders) {
    await mkdir(join(root, folder), { recursive: true });
    const names = await readdir(join(workspace, folder));
    // In one order here and in the other there: a folder lists them as they were made.
    for (const name of seconds % 2 === 0 ? names : names.reverse()) {
      if (!name.endsWith('.cjs') && name !== 'meta.json') continue;
      await cp(join(workspace, folder, name), join(root, folder, name));
      await utimes(join(root, folder, name), seconds, seconds);
    }
  }
  for (const name of ['package.json', 'Dockerfile', '.dockerignore'])
    await cp(join(workspace, 'apps', app, name), join(root, 'apps', app, name)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  for (const lib of await readdir(join(workspace, 'libs')))
    await cp(join(workspace, 'libs', lib, 'package.json'), join(root, 'libs', lib, 'package.json'));
  await cp(join(workspace, 'package-lock.json'), join(root, 'package-lock.json'));
  // Licence texts are read there. A checkout that is made twice has it.
  await symlink(join(workspace, 'node_modules'), join(root, 'node_modules')).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

/** Runs the built tool of a checkout. */
export async function runPackaging(
  root: string,
  args: readonly string[],
  { umask = '022', timeZone = 'UTC' } = {},
): Promise<Ended> {
  const script = join(root, 'tools', 'packaging', 'dist', 'main.cjs');
  const command = `umask ${umask}; exec "$@"`;
  const env = { PATH: process.env['PATH'], TZ: timeZone };
  return promisify(execFile)('sh', ['-c', command, 'sh', process.execPath, script, ...args], {
    cwd: root,
    env,
  }).then(
    (output) => ({ code: 0, ...output }),
    (error: Ended) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}
