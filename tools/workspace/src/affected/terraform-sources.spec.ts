import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { workspaceRoot } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { tagged, workspaceGraph } from './workspace-graph.testing.js';

/** Folders, from the root, that the configuration in a folder calls as modules; its examples and tests call only itself. */
function calledFrom(folder: string): readonly string[] {
  const sources = readdirSync(join(workspaceRoot, folder))
    .filter((file) => file.endsWith('.tf'))
    .flatMap((file) => [
      ...readFileSync(join(workspaceRoot, folder, file), 'utf8').matchAll(/^\s*source\s*=\s*"(\.[^"]*)"/gm),
    ]);
  return [...new Set(sources.map(([, source = '']) => normalize(join(folder, source))))].sort();
}

describe("a project of Terraform's depends on the modules that it calls", () => {
  it('each of them, and no other', async () => {
    const { nodes, dependencies } = await workspaceGraph();
    const rootOf = (name: string) => nodes[name]?.data.root ?? name;
    const infrastructure = tagged({ nodes, dependencies }, 'layer:infra');
    expect(infrastructure).toContain('infra-stack');
    for (const name of infrastructure) {
      const dependsOn = (dependencies[name] ?? []).map(({ target }) => rootOf(target)).sort();
      expect([name, dependsOn]).toEqual([name, calledFrom(rootOf(name))]);
    }
  });

  it('and stands in the graph wherever there is a configuration', async () => {
    const { nodes } = await workspaceGraph();
    const roots = Object.values(nodes).map(({ data }) => data.root);
    const configured = ['infra', 'infra/modules', 'infra/environments']
      .flatMap((folder) =>
        readdirSync(join(workspaceRoot, folder), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => `${folder}/${name}`),
      )
      .filter((folder) => readdirSync(join(workspaceRoot, folder)).some((file) => file.endsWith('.tf')));
    expect(roots).toEqual(expect.arrayContaining(configured));
    expect(configured).toContain('infra/stack');
  });
});
