import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  name?: string;
  version?: string;
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')) as unknown;
const lock = read('package-lock.json') as { packages: Record<string, LockedPackage> };

/** What npm installs from elsewhere than this repository. */
const installed = Object.entries(lock.packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && link !== true,
);

/** Where npm looks for a dependency of the package installed at `path`: its own folder, then each one above. */
function resolutionPaths(path: string, name: string): string[] {
  const folders = path
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return [...folders.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
}

describe('package-lock.json', () => {
  it('has an entry for every optional dependency, so that npm ci works on every platform', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !resolutionPaths(path, name).some((candidate) => candidate in lock.packages))
        .map((name) => `${path || 'the root'} → ${name}`),
    );
    expect(missing).toEqual([]);
  });

  // Nor a repository of git, nor a file from the web: those stand in the same field.
  it('names no registry host, so that it installs from any (see .npmrc)', () => {
    const named = Object.entries(lock.packages).filter(
      ([, { resolved, link }]) => !link && resolved !== undefined,
    );
    expect(named.map(([path]) => path)).toEqual([]);
  });

  it('knows the checksum of all that is installed, so that no registry can give something else', () => {
    const without = installed.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
    expect(installed.length).toBeGreaterThan(100);
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it('links to folders of this repository alone', () => {
    const links = Object.values(lock.packages).filter(({ link }) => link === true);
    const elsewhere = links.filter(({ resolved = '' }) => !/^(apps|libs|tools|infra)\//.test(resolved));
    expect(elsewhere).toEqual([]);
  });

  it('has the versions that the root overrides, wherever a package stands', () => {
    const { overrides } = read('package.json') as { overrides: Record<string, string> };
    for (const [name, version] of Object.entries(overrides)) {
      const versions = installed
        .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
        .map(([, entry]) => entry.version);
      expect({ name, versions: [...new Set(versions)] }).toEqual({ name, versions: [version] });
    }
  });
});
