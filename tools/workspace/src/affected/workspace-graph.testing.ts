import { createProjectGraphAsync, workspaceRoot, type ProjectGraph } from '@nx/devkit';
import { vi } from 'vitest';

let graph: Promise<ProjectGraph> | undefined;

/** The projects of this repository and what depends on what, as Nx sees them now; computed once a worker. */
export function workspaceGraph(): Promise<ProjectGraph> {
  graph ??= computeGraph();
  return graph;
}

async function computeGraph(): Promise<ProjectGraph> {
  // In this process and without one that stays behind: a third of the time.
  vi.stubEnv('NX_DAEMON', 'false');
  vi.stubEnv('NX_ISOLATE_PLUGINS', 'false');
  // What it has not cached yet, the TypeScript plugin reads relative to where the process stands.
  const here = process.cwd();
  process.chdir(workspaceRoot);
  try {
    return await createProjectGraphAsync({ exitOnError: false });
  } finally {
    process.chdir(here);
    vi.unstubAllEnvs();
  }
}

/** Names of the projects that carry a tag. */
export const tagged = ({ nodes }: ProjectGraph, tag: string): readonly string[] =>
  Object.values(nodes)
    .filter(({ data }) => data.tags?.includes(tag))
    .map(({ name }) => name);
