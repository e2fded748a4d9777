import { directNeeds } from './direct-needs.js';
import type { GraphProject } from './read-project-graph.js';

/** Projects that need the same, and that the same need: one box, since their lines would be the same. */
export interface Box {
  /** The name of its first project. */
  readonly id: string;
  readonly layer: string;
  readonly names: readonly string[];
  /** Boxes, by id. */
  readonly needs: ReadonlySet<string>;
}

/** @param apart layers of which each project has a box of its own */
export function boxesOf(projects: readonly GraphProject[], apart: readonly string[]): readonly Box[] {
  const needs = directNeeds(projects);
  const users = (name: string) => projects.filter((other) => needs.get(other.name)?.includes(name));
  const sameLines = ({ name, layer }: GraphProject): string =>
    JSON.stringify([layer, needs.get(name), users(name).map((user) => user.name)]);
  const groups = new Map<string, GraphProject[]>();
  for (const project of projects) {
    const key = apart.includes(project.layer) ? project.name : sameLines(project);
    groups.set(key, [...(groups.get(key) ?? []), project]);
  }
  const idOf = new Map(
    [...groups.values()].flatMap((group) => group.map(({ name }) => [name, group[0]?.name ?? name] as const)),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const ids = (needs.get(first.name) ?? []).map((need) => idOf.get(need) ?? need);
    return { id: first.name, layer: first.layer, names: group.map(({ name }) => name), needs: new Set(ids) };
  });
}
