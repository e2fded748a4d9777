import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A project of the workspace, and the projects that it needs. */
export interface GraphProject {
  /** As Nx calls it. */
  readonly name: string;
  /** Relative to the workspace's root. */
  readonly folder: string;
  readonly description: string;
  /** `app`, `core`, `infra` …, of the tag `layer:…`. */
  readonly layer: string;
  /** Names of projects, sorted: what it imports, of a tool in its tests as well, and what it runs or reads. */
  readonly needs: readonly string[];
}

const dependencies = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  name: z.string(),
  description: z.string(),
  nx: z.object({
    name: z.string(),
    tags: z.array(z.string()),
    implicitDependencies: z.array(z.string()).default([]),
  }),
  dependencies,
  devDependencies: dependencies,
});
const rootManifest = z.object({ workspaces: z.array(z.string()) });

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Every project of the workspace by name, sorted, from the package.json files: Nx takes seconds to say the same
 * (tools/workspace holds the two against each other).
 * @throws for a project without a description or a layer
 */
export function readProjectGraph(root: string): readonly GraphProject[] {
  const { workspaces } = rootManifest.parse(readJson(join(root, 'package.json')));
  const folders = workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  });
  const manifests = folders
    .map((folder) => ({ folder, file: join(root, folder, 'package.json') }))
    .filter(({ file }) => existsSync(file))
    .map(({ folder, file }) => {
      const read = manifest.safeParse(readJson(file));
      if (!read.success) throw new Error(`${folder}/package.json: ${z.prettifyError(read.error)}`);
      return { folder, ...read.data };
    });

  const nameOf = new Map(manifests.map(({ name, nx }) => [name, nx.name]));
  const meantBy = (pattern: string): readonly string[] =>
    pattern.startsWith('tag:')
      ? manifests.filter(({ nx }) => nx.tags.includes(pattern.slice('tag:'.length))).map(({ nx }) => nx.name)
      : [pattern];
  return manifests
    .map(({ folder, description, nx, ...one }) => {
      const layer = nx.tags.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length);
      if (layer === undefined) throw new Error(`${folder}/package.json has no tag layer:…`);
      // A tool is its tests; what only the tests of the others import is no part of what they are.
      const imported = { ...one.dependencies, ...(layer === 'tool' ? one.devDependencies : {}) };
      const needs = [
        ...Object.keys(imported).flatMap((name) => nameOf.get(name) ?? []),
        ...nx.implicitDependencies.flatMap(meantBy),
      ];
      return { name: nx.name, folder, description, layer, needs: [...new Set(needs)].sort() };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
