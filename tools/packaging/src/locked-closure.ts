/** An entry of package-lock.json; what is not named here is kept as it is. */
export interface LockedPackage {
  /** Where it is not that of the folder. */
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  /** Of a link: the folder that it leads to. */
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}

export interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * The entries of a lock that `roots` need, seen from the package in `from`: packages for other platforms too, because
 * one lock serves all of them. Paths are relative to `from`.
 */
export function lockedClosure(
  lock: Lock,
  from: string,
  roots: readonly string[],
): Readonly<Record<string, LockedPackage>> {
  const needed = new Map<string, { entry: LockedPackage; optional: boolean }>();
  const visit = (parent: string, name: string, optional: boolean): void => {
    const path = resolveLocked(lock.packages, parent, name);
    const entry = path === undefined ? undefined : lock.packages[path];
    if (path === undefined || entry === undefined)
      throw new Error(`package-lock.json has no entry for ${name}, which ${parent} needs`);
    if (entry.link === true)
      throw new Error(`${name} is a package of this workspace: a bundle contains those`);
    const seen = needed.get(path);
    if (seen !== undefined && (!seen.optional || optional)) return;
    needed.set(path, { entry, optional });
    for (const dependency of requiredBy(entry)) visit(path, dependency, optional);
    for (const dependency of Object.keys(entry.optionalDependencies ?? {})) visit(path, dependency, true);
  };
  for (const name of roots) visit(from, name, false);
  const paths = [...needed.keys()].sort();
  const places = new Set(paths.map((path) => relocated(path, from)));
  // An install nests the one under what needs it; a lock that is cut out of another cannot.
  if (places.size < paths.length)
    throw new Error(
      `${from} and what it needs want two versions of a package in one place: ${paths.join(', ')}`,
    );
  return Object.fromEntries(
    [...needed]
      .map(([path, { entry, optional }]) => [relocated(path, from), flagged(entry, optional)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Names of what a package cannot be without: peers too, unless it says that it can. */
export function requiredBy({
  dependencies,
  peerDependencies,
  peerDependenciesMeta,
}: LockedPackage): string[] {
  const peers = Object.keys(peerDependencies ?? {});
  return [
    ...Object.keys(dependencies ?? {}),
    ...peers.filter((name) => peerDependenciesMeta?.[name]?.optional !== true),
  ];
}

/** The path of the entry that the package in `parent` gets when it requires `name`. */
export function resolveLocked(packages: Lock['packages'], parent: string, name: string): string | undefined {
  return resolutionPaths(parent, name).find((candidate) => candidate in packages);
}

/** Where Node looks for a package that the one in `parent` requires: nearest first. */
function resolutionPaths(parent: string, name: string): string[] {
  const own = `${parent}/node_modules/${name}`;
  const above = parent.lastIndexOf('/node_modules/');
  if (above >= 0) return [own, ...resolutionPaths(parent.slice(0, above), name)];
  return [own, `node_modules/${name}`];
}

const relocated = (path: string, from: string) =>
  path.startsWith(`${from}/`) ? path.slice(from.length + 1) : path;

/** In the workspace a package may be there for development too; here it is there for the app. */
function flagged(entry: LockedPackage, optional: boolean): LockedPackage {
  const { dev: _dev, devOptional: _devOptional, peer: _peer, optional: _optional, ...rest } = entry;
  return optional ? { ...rest, optional } : rest;
}
