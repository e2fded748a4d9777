import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App, BundleFile } from './app.js';

/** What esbuild says of a bundle, as far as it is read here; paths are seen from the workspace. */
export interface Metafile {
  readonly inputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>
  >;
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
      }
    >
  >;
}

/** Packages by their folders: `libs/contracts`, `node_modules/zod`. */
export interface BundledPackages {
  /** Bytes of each in the scripts together. A package of which nothing is left is not here. */
  readonly bytes: ReadonlyMap<string, number>;
  /** What each imports of the others, also through modules of which nothing is left. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Modules of each that are in the scripts. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** Who imports what the bundle does not contain, by the name that is imported. */
  readonly externals: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads `dist/meta.json`; throws when it describes other scripts than these. */
export async function readMetafile(app: App, bundle: readonly BundleFile[]): Promise<Metafile> {
  const meta = JSON.parse(await readFile(join(app.folder, 'dist', 'meta.json'), 'utf8')) as Metafile;
  for (const { name, content } of bundle) {
    const described = meta.outputs[`apps/${app.folderName}/dist/${name}`];
    if (described?.bytes !== content.length)
      throw new Error(
        `${app.name}: dist/meta.json does not describe the ${name} beside it (${described?.bytes ?? 'no'} bytes instead of ${content.length}): build it again`,
      );
  }
  return meta;
}

/** The packages whose code is in a bundle: of files that esbuild has read, those of which it has written something. */
export function bundledPackages(meta: Metafile): BundledPackages {
  const bytes = new Map<string, number>();
  const modules = new Map<string, string[]>();
  for (const { inputs } of Object.values(meta.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const owner = packageOf(file);
      if (bytesInOutput === 0 || owner === undefined) continue;
      bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
      modules.set(owner, [...(modules.get(owner) ?? []), file]);
    }
  const needs = new Map<string, Set<string>>();
  const externals = new Map<string, Set<string>>();
  for (const [owner, files] of modules) {
    const needed = new Set<string>();
    needs.set(owner, needed);
    const left = [...files];
    const seen = new Set(left);
    for (let file = left.pop(); file !== undefined; file = left.pop())
      for (const { path, external } of meta.inputs[file]?.imports ?? []) {
        if (external) externals.set(path, (externals.get(path) ?? new Set()).add(owner));
        const other = packageOf(path);
        if (other !== undefined && other !== owner && bytes.has(other)) needed.add(other);
        else if (!external && !seen.has(path)) left.push(path);
        seen.add(path);
      }
  }
  return { bytes, needs, modules, externals };
}

/** The folder of a module's package; nothing for a module that the build made itself (`absent:…`). */
function packageOf(file: string): string | undefined {
  const [, owner] =
    /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ??
    /^((?:apps|libs|tools)\/[^/]+)\//.exec(file) ??
    [];
  return owner;
}
