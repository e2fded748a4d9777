import { projectsPage } from './projects-page.js';
import { readLayers } from './read-layers.js';
import { readProjectGraph } from './read-project-graph.js';
import { renderProjectGraph } from './render-project-graph.js';

/** What the two documents about all projects should say; paths are relative to the workspace's root. */
export async function graphDocuments(
  root: string,
): Promise<readonly { readonly path: string; readonly wanted: string }[]> {
  const projects = readProjectGraph(root);
  return [
    { path: 'docs/projects.svg', wanted: await renderProjectGraph(projects) },
    { path: 'docs/projects.md', wanted: projectsPage(projects, await readLayers(root)) },
  ];
}
