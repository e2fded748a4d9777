import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readApp, readBundle, type App } from './app.js';
import { lockedClosure, type Lock } from './locked-closure.js';

export interface ImageContext {
  readonly path: string;
  readonly files: readonly string[];
}

/**
 * Writes the build context of an app's image to `<directory>/<app>/<version>/`: its bundle, its Dockerfile, and
 * package.json with a lock of what the bundle does not contain. What stood in that folder goes.
 */
export async function packageImage(
  workspace: string,
  name: string,
  directory: string,
): Promise<ImageContext> {
  const app = await readApp(workspace, name);
  const bundle = await readBundle(app, 'main.cjs');
  const path = join(directory, name, app.version);
  await rm(join(directory, name), { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  for (const file of bundle) await writeFile(join(path, file.name), file.content);
  for (const file of ['Dockerfile', '.dockerignore']) await cp(join(app.folder, file), join(path, file));
  const lock = JSON.parse(await readFile(join(workspace, 'package-lock.json'), 'utf8')) as Lock;
  const installed = installedPackage(app);
  await writeFile(join(path, 'package.json'), json(installed));
  await writeFile(join(path, 'package-lock.json'), json(imageLock(lock, name, app, installed)));
  const files = [
    ...bundle.map((file) => file.name),
    'Dockerfile',
    '.dockerignore',
    'package.json',
    'package-lock.json',
  ];
  // COPY keeps modes: with a strict umask the image's user could not read them.
  for (const file of files) await chmod(join(path, file), 0o644);
  return { path, files: files.sort() };
}

type InstalledPackage = Pick<App, 'name' | 'version' | 'license' | 'dependencies'> & {
  readonly private: true;
};

function installedPackage({ name, version, license, dependencies, externals }: App): InstalledPackage {
  const needed = externals.map((external) => {
    const asked = dependencies[external];
    if (asked === undefined)
      throw new Error(`${name} leaves ${external} out of its bundle and does not depend on it`);
    return [external, asked] as const;
  });
  return { name, version, private: true, license, dependencies: Object.fromEntries(needed) };
}

function imageLock(lock: Lock, folder: string, { name, version }: App, installed: InstalledPackage): Lock {
  const { license, dependencies } = installed;
  const closure = lockedClosure(lock, `apps/${folder}`, Object.keys(dependencies));
  const root = { name, version, license, dependencies };
  return {
    ...{ name, version },
    lockfileVersion: lock.lockfileVersion,
    ...{ requires: true },
    packages: { '': root, ...closure },
  };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
