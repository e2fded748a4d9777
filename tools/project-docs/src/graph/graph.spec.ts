import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boxesOf } from './boxes.js';
import { directNeeds } from './direct-needs.js';
import { projectsPage } from './projects-page.js';
import { readLayers } from './read-layers.js';
import { readProjectGraph, type GraphProject } from './read-project-graph.js';
import { renderProjectGraph } from './render-project-graph.js';

const root = join(import.meta.dirname, '..', '..', '..', '..');

const project = (name: string, layer: string, ...needs: readonly string[]): GraphProject => ({
  name,
  layer,
  needs,
  folder: `libs/${name}`,
  description: `What ${name} is.`,
});

const projects = [
  project('service', 'app', 'adapter', 'rules'),
  project('adapter', 'adapter', 'rules'),
  project('rules', 'core'),
  project('proof-one', 'tool', 'service'),
  project('proof-two', 'tool', 'service'),
];

describe('the picture', () => {
  it('leaves out what a project needs through another', () => {
    expect(directNeeds(projects).get('service')).toEqual(['adapter']);
    expect(directNeeds(projects).get('adapter')).toEqual(['rules']);
  });

  it('draws tools with the same lines as one box, and what ships apart', () => {
    const names = boxesOf(projects, ['app', 'adapter', 'core']).map((box) => box.names);
    expect(names).toEqual([['service'], ['adapter'], ['rules'], ['proof-one', 'proof-two']]);
  });

  it('is the same bytes again, names every project, and brings its background', async () => {
    const all = readProjectGraph(root);
    const svg = await renderProjectGraph(all);
    expect(await renderProjectGraph(all)).toBe(svg);
    for (const { name } of all) expect(svg).toContain(`>${name}</text>`);
    expect(svg).toMatch(/^<svg [\s\S]*?<polygon fill="#ffffff" stroke="none"/);
    expect(svg).not.toMatch(/<a |href="http/);
  });
});

describe('the projects of this workspace', () => {
  const all = readProjectGraph(root);
  const needsOf = (name: string) => all.find((one) => one.name === name)?.needs;

  it('need what they import and what they run, but not what their tests import', () => {
    expect(needsOf('infra-dev')).toEqual(['infra-stack']);
    expect(needsOf('redshift-loading')).toEqual(['contracts']);
    expect(needsOf('packaging')).toContain('fargate-processor');
    expect(needsOf('conformance')).toContain('local-aws');
  });

  it('each stand in a layer that ESLint knows', async () => {
    const layers = (await readLayers(root)).map(({ name }) => name);
    expect(all.filter(({ layer }) => !layers.includes(layer))).toEqual([]);
  });
});

it('the page says what each layer may import, and names every project', () => {
  const layers = [
    { name: 'app', holds: 'a service', imports: ['adapter', 'core'] },
    { name: 'core', holds: 'rules', imports: ['core'], packages: ['zod'] },
  ];
  const page = projectsPage(projects, layers);
  expect(page).toContain('| `app` | a service | `adapter`, `core` | any |');
  expect(page).toContain('| `core` | rules | `core` | `zod` |');
  expect(page).toContain('| [rules](../libs/rules) | `core` | What rules is. |');
});
