import { instance } from '@viz-js/viz';
import { boxesOf, type Box } from './boxes.js';
import type { GraphProject } from './read-project-graph.js';

/** From the top down; tools and infra stand aside. */
const rows = [['app'], ['command'], ['adapter', 'engine'], ['core', 'support']];
const shipped = rows.flat();

/** Fill and line of a layer's boxes; the picture brings its own background, so that it reads in the light and in the dark. */
const colours: Readonly<Record<string, readonly [fill: string, line: string]>> = {
  app: ['#dbe9ff', '#1f5fbf'],
  command: ['#e4e0ff', '#5a48c0'],
  adapter: ['#d8f3ee', '#14776a'],
  engine: ['#d8f3ee', '#14776a'],
  core: ['#fff0cc', '#9a6b00'],
  support: ['#eeeeee', '#6b6b6b'],
  tool: ['#fde3e3', '#a33b3b'],
  infra: ['#e6f4d9', '#4f7a1f'],
};

const titles: Readonly<Record<string, string>> = {
  app: 'apps',
  adapter: 'adapters',
  tool: 'tools',
  infra: 'infra',
};

const quoted = (text: string): string => JSON.stringify(text);

function dotOf(projects: readonly GraphProject[]): string {
  const boxes = boxesOf(projects, shipped);
  const layerOf = new Map(boxes.map(({ id, layer }) => [id, layer]));
  const node = ({ id, layer, names }: Box): string => {
    const [fill, line] = colours[layer] ?? ['#ffffff', '#333333'];
    const label = names.join('\n');
    return `${quoted(id)} [label=${quoted(label)} fillcolor=${quoted(fill)} color=${quoted(line)}]`;
  };
  const edge = (from: Box, to: string): string => {
    const aside = !shipped.includes(from.layer) && from.layer !== layerOf.get(to);
    return `${quoted(from.id)} -> ${quoted(to)}${aside ? ' [color="#d49a9a" style=dashed]' : ''}`;
  };
  const cluster = (layer: string): string =>
    `subgraph ${quoted(`cluster_${layer}`)} { label=${quoted(titles[layer] ?? layer)}
      ${boxes
        .filter((box) => box.layer === layer)
        .map(node)
        .join('\n')} }`;
  // Each layer below the one above, whether or not a line says so.
  const level = (row: readonly Box[]): string => `{ rank=same ${row.map(({ id }) => quoted(id)).join(' ')} }`;
  const below = (row: readonly Box[], lower: readonly Box[]): readonly string[] =>
    row
      .slice(0, 1)
      .flatMap((upper) => lower.map(({ id }) => `${quoted(upper.id)} -> ${quoted(id)} [style=invis]`));
  const drawn = rows.map((layers) => boxes.filter(({ layer }) => layers.includes(layer)));
  return `digraph {
    graph [bgcolor="#ffffff" rankdir=TB newrank=true ranksep=0.5 nodesep=0.15 pad=0.25 fontname="Helvetica" fontsize=13 style=rounded color="#c8c8c8" fontcolor="#555555"]
    node [shape=box style="filled,rounded" fontname="Helvetica" fontsize=12 fontcolor="#1a1a1a" margin="0.16,0.05" height=0.3]
    edge [color="#808080" arrowsize=0.55]
    ${[...new Set(boxes.map(({ layer }) => layer))].map(cluster).join('\n')}
    ${boxes.flatMap((box) => [...box.needs].map((need) => edge(box, need))).join('\n')}
    ${drawn.slice(0, -1).map(level).join('\n')}
    ${drawn.flatMap((row, index) => below(row, drawn[index + 1] ?? [])).join('\n')}
  }`;
}

/**
 * The projects and what each needs, less what it needs through another: as SVG, the same bytes for the same projects.
 * Tools, and what they run or read, are drawn fainter than what ships.
 */
export async function renderProjectGraph(projects: readonly GraphProject[]): Promise<string> {
  const viz = await instance();
  const svg = viz.renderString(dotOf(projects), { format: 'svg', engine: 'dot' });
  // Without what stands before the first element, which names Graphviz's version, and without its comments.
  const bare = svg.slice(svg.indexOf('<svg')).replaceAll(/<!--.*?-->\n/gs, '');
  return `${bare.replaceAll('&#45;', '-').trim()}\n`;
}
