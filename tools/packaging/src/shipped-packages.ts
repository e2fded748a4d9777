import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundledPackages } from './bundled-packages.js';
import { resolveLocked, type Lock, type LockedPackage } from './locked-closure.js';

/** A package that is in an artifact, in its code or installed beside it. */
export interface ShippedPackage {
  /** Its folder: `libs/contracts`, `node_modules/zod`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** Of its tarball, as in the lock. A package of this workspace has none. */
  readonly integrity?: string;
  readonly isOfWorkspace: boolean;
  /** Bytes of its code in the scripts; 0 for one that is installed. */
  readonly bytes: number;
  /** Not installed everywhere. */
  readonly isOptional: boolean;
  /** Paths of packages that are shipped too. */
  readonly needs: readonly string[];
}

/**
 * What a bundle contains and what is installed beside it (`installed`: entries of the image's lock), sorted by path.
 * Throws for code of a package that the lock does not know.
 */
export async function shippedPackages(
  workspace: string,
  lock: Lock,
  bundled: BundledPackages,
  installed: Readonly<Record<string, LockedPackage>> = {},
): Promise<readonly ShippedPackage[]> {
  const shipped: ShippedPackage[] = [];
  for (const [path, bytes] of bundled.bytes) {
    const isOfWorkspace = !path.includes('node_modules/');
    const entry = isOfWorkspace ? await readPackage(workspace, path) : lock.packages[path];
    if (entry === undefined) throw new Error(`${path} is in the bundle and not in package-lock.json`);
    const externals = [...bundled.externals].filter(([, importers]) => importers.has(path));
    const beside = externals.map(([name]) => `node_modules/${name}`).filter((other) => other in installed);
    const needs = [...(bundled.needs.get(path) ?? []), ...beside];
    shipped.push({ ...described(path, entry), isOfWorkspace, bytes, isOptional: false, needs: needs.sort() });
  }
  for (const [path, entry] of Object.entries(installed)) {
    if (bundled.bytes.has(path)) continue;
    const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
    const needs = names.flatMap((name) => resolveLocked(installed, path, name) ?? []).sort();
    const isOptional = entry.optional === true;
    shipped.push({ ...described(path, entry), isOfWorkspace: false, bytes: 0, isOptional, needs });
  }
  return shipped.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function described(path: string, { name, version, license, integrity }: LockedPackage) {
  if (version === undefined || license === undefined) throw new Error(`${path} has no version or no licence`);
  return {
    path,
    name: name ?? path.replace(/^.*node_modules\//, ''),
    version,
    license,
    ...(integrity === undefined ? {} : { integrity }),
  };
}

/** The lock knows packages of the workspace as well, with the versions of when it was last written. */
const readPackage = async (workspace: string, path: string): Promise<LockedPackage> =>
  JSON.parse(await readFile(join(workspace, path, 'package.json'), 'utf8')) as LockedPackage;
