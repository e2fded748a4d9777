import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@nx/devkit';
import { expect, it } from 'vitest';
import { workspaceGraph } from './workspace-graph.testing.js';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

// What reads only package.json files, docs/projects.svg and a release, then sees what Nx finds in the sources.
it('every project that another imports stands in its package.json', async () => {
  const { nodes, dependencies } = await workspaceGraph();
  const manifests = new Map(
    Object.values(nodes).map(({ name, data }) => [
      name,
      JSON.parse(readFileSync(join(workspaceRoot, data.root, 'package.json'), 'utf8')) as Manifest,
    ]),
  );
  const undeclared = [...manifests].flatMap(([name, manifest]) => {
    const declared = { ...manifest.dependencies, ...manifest.devDependencies };
    return (dependencies[name] ?? [])
      .filter(({ target, type }) => type !== 'implicit' && manifests.has(target))
      .filter(({ target }) => !Object.hasOwn(declared, manifests.get(target)?.name ?? ''))
      .map(({ target }) => `${name} → ${target}`);
  });
  expect(undeclared).toEqual([]);
  expect(dependencies['s3-trigger-lambda']?.length).toBeGreaterThan(3);
});
