import { requiredBy, resolveLocked, type Lock, type LockedPackage } from './locked-closure.js';

/** A package of the registry that code in production needs. */
export interface ProductionPackage {
  /** Its folder below the workspace's. */
  readonly path: string;
  readonly name: string;
  readonly entry: LockedPackage;
  /** A shortest way to it: a package of this workspace first, then what needs it in turn. */
  readonly neededBy: readonly string[];
}

/** What is released or run by who uses it: tools for developing this repository are not in it. */
export const isProduction = (path: string): boolean => /^(apps|libs)\/[^/]+$|^tools\/cli$/.test(path);

/** What the apps, the libraries and the CLI depend on, from package-lock.json, sorted by path; all platforms. */
export function productionClosure(lock: Lock): readonly ProductionPackage[] {
  const found = new Map<string, ProductionPackage>();
  const seen = new Set<string>();
  // Breadth first, so that the first way to a package is a shortest.
  const left = Object.keys(lock.packages)
    .filter(isProduction)
    .sort()
    .map((path) => ({ path, neededBy: [] as readonly string[] }));
  for (const { path, neededBy } of left) {
    const entry = lock.packages[path];
    if (seen.has(path) || entry === undefined) continue;
    seen.add(path);
    if (entry.link === true) {
      if (entry.resolved !== undefined) left.push({ path: entry.resolved, neededBy });
      continue;
    }
    const name = entry.name ?? path.replace(/^.*node_modules\//, '');
    if (path.includes('node_modules/')) found.set(path, { path, name, entry, neededBy });
    for (const dependency of [...requiredBy(entry), ...Object.keys(entry.optionalDependencies ?? {})]) {
      const next = resolveLocked(lock.packages, path, dependency);
      if (next === undefined)
        throw new Error(`package-lock.json has no entry for ${dependency}, which ${path} needs`);
      left.push({ path: next, neededBy: [...neededBy, name] });
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
