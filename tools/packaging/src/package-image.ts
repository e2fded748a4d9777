import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readApp, type App, type BundleFile } from './app.js';
import { billOfMaterials } from './bill-of-materials.js';
import { readContents } from './bundle-contents.js';
import { lockedClosure, type Lock } from './locked-closure.js';

export interface ImageContext {
  readonly path: string;
  readonly billPath: string;
  readonly files: readonly string[];
}

/**
 * Writes the build context of an app's image to `<directory>/<app>/<version>/`: its bundle with the notices of what is in
 * it, its Dockerfile, and package.json with a lock of what the bundle does not contain. Beside it `<version>.cdx.json`
 * says what the image will hold. What stood in the app's folder goes. Throws when the bundle is over its app's budget.
 */
export async function packageImage(
  workspace: string,
  name: string,
  directory: string,
): Promise<ImageContext> {
  const app = await readApp(workspace, name);
  const { files: contents, shipped, lock } = await readContents(workspace, app, 'main.cjs');
  const installed = installedPackage(app);
  const dockerfile = await readFile(join(app.folder, 'Dockerfile'));
  const files: readonly BundleFile[] = [
    ...contents,
    { name: 'Dockerfile', content: dockerfile },
    { name: '.dockerignore', content: await readFile(join(app.folder, '.dockerignore')) },
    { name: 'package.json', content: json(installed) },
    { name: 'package-lock.json', content: json(imageLock(lock, name, app, installed)) },
  ];
  const path = join(directory, name, app.version);
  const billPath = `${path}.cdx.json`;
  await rm(join(directory, name), { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  for (const { name: file, content } of files) {
    await writeFile(join(path, file), content);
    // COPY keeps modes: with a strict umask the image's user could not read them.
    await chmod(join(path, file), 0o644);
  }
  const bundle = files.find((file) => file.name === 'main.cjs')?.content ?? '';
  const artifact = {
    sha256: createHash('sha256').update(bundle).digest(),
    baseImage: baseImage(dockerfile.toString()),
  };
  await writeFile(billPath, billOfMaterials(app, shipped, artifact));
  return { path, billPath, files: files.map((file) => file.name).sort() };
}

/** What a Dockerfile is built on unless a build argument says otherwise. */
function baseImage(dockerfile: string): string {
  const [, image] = /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile) ?? [];
  if (image === undefined) throw new Error('the Dockerfile has no line ARG NODE_IMAGE=<image>');
  return image;
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

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
