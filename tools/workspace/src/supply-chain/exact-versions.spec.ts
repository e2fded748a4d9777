import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../workspace-root.testing.js';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

const read = (...path: string[]) => JSON.parse(readFileSync(join(root, ...path), 'utf8')) as unknown;
const lock = read('package-lock.json') as { packages: Record<string, Manifest> };

/** The folders of the root and of every project that npm knows. */
const folders = Object.keys(lock.packages).filter((path) => !path.includes('node_modules/'));
const manifests = folders.map((folder) => [folder || '.', read(folder, 'package.json') as Manifest] as const);

const stated = manifests.flatMap(([folder, manifest]) =>
  (['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'] as const).flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).map(([name, version]) => ({ folder, kind, name, version })),
  ),
);

describe('every package.json', () => {
  it('names exact versions, and packages of this repository as they are', () => {
    const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
    const loose = stated.filter(({ name, version }) =>
      isOfWorkspace(name) ? version !== '*' : !exact.test(version),
    );
    expect(folders.length).toBeGreaterThan(30);
    expect(loose).toEqual([]);
  });

  it('says what the lock was made of', () => {
    for (const [folder, manifest] of manifests) {
      const locked = lock.packages[folder === '.' ? '' : folder];
      for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const)
        expect({ folder, [kind]: locked?.[kind] ?? {} }).toEqual({ folder, [kind]: manifest[kind] ?? {} });
    }
  });

  // npm of some machines runs no install scripts, and the images' install is told to run none.
  it('runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    for (const [folder, { scripts = {} }] of manifests)
      expect({ folder, hooks: hooks.filter((hook) => hook in scripts) }).toEqual({ folder, hooks: [] });
  });
});

function isOfWorkspace(name: string): boolean {
  return (lock.packages[`node_modules/${name}`] as { link?: boolean } | undefined)?.link === true;
}
