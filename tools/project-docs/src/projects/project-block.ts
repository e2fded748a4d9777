import { posix } from 'node:path';
import type { GeneratedBlock } from '../documents/generated-block.js';
import type { GraphProject } from '../graph/read-project-graph.js';

/**
 * Where a project stands among the others: its layer, what it needs, who needs it. Its version is not told: a release
 * would leave every README stale.
 */
export function projectBlock(project: GraphProject, all: readonly GraphProject[]): GeneratedBlock {
  const folders = new Map(all.map(({ name, folder }) => [name, folder]));
  const linked = (names: readonly string[]): string =>
    names.map((name) => `[${name}](${posix.relative(project.folder, folders.get(name) ?? name)})`).join(', ');
  const users = all.filter(({ needs }) => needs.includes(project.name)).map(({ name }) => name);
  const told = [
    `Layer \`${project.layer}\`.`,
    project.needs.length > 0 ? `Needs ${linked(project.needs)}.` : 'Needs no other project.',
    users.length > 0 ? `Needed by ${linked(users)}.` : '',
  ];
  return { name: 'project', markdown: told.filter((text) => text !== '').join('\n') };
}
