import { posix } from 'node:path';
import { code, markdownTable } from '../documents/markdown-table.js';
import type { Layer } from './read-layers.js';
import type { GraphProject } from './read-project-graph.js';

const list = (names: readonly string[]): string => names.map(code).join(', ');

/** `docs/projects.md`: the picture, what a layer may import, and every project. */
export function projectsPage(projects: readonly GraphProject[], layers: readonly Layer[]): string {
  const layerRows = layers.map(({ name, holds, imports, packages }) => [
    code(name),
    holds,
    list(imports),
    packages ? list(packages) : 'any',
  ]);
  const projectRows = layers.flatMap(({ name: layer }) =>
    projects
      .filter((project) => project.layer === layer)
      .map(({ name, folder, description }) => [
        `[${name}](${posix.relative('docs', folder)})`,
        code(layer),
        description,
      ]),
  );
  return `<!-- Made by \`npm run docs\`: change package.json of a project, or eslint.layers.js. -->

# Projects

![Every project, and what it needs](projects.svg)

An arrow points at what a project needs; what it needs through another is left out. Dashed: what a tool runs, reads or
imports of what ships. Projects with the same arrows share a box.

## What a layer may import

A tag of the project says its layer (\`"tags": ["layer:core"]\`), and \`npm run lint\` refuses every other import. Specs of
\`core\` may import \`support\` too, and any package.

<!-- prettier-ignore-start -->

${markdownTable(['layer', 'holds', 'may import', 'packages from npm'], layerRows)}

<!-- prettier-ignore-end -->

## Every project

<!-- prettier-ignore-start -->

${markdownTable(['project', 'layer', 'what it is'], projectRows)}

<!-- prettier-ignore-end -->
`;
}
