import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  link?: boolean;
}

const lock = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};

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

  it('names no registry host, so that it installs from any (see .npmrc)', () => {
    const named = Object.entries(lock.packages).filter(
      ([, { resolved, link }]) => !link && resolved !== undefined,
    );
    expect(named.map(([path]) => path)).toEqual([]);
  });
});
