import type { GraphProject } from './read-project-graph.js';

/** What a project needs by itself: without what it needs through another of its needs anyway. */
export function directNeeds(projects: readonly GraphProject[]): ReadonlyMap<string, readonly string[]> {
  const needs = new Map(projects.map((project) => [project.name, project.needs]));
  const reached = new Map<string, ReadonlySet<string>>();
  /** Everything below a project. */
  const below = (name: string): ReadonlySet<string> => {
    const known = reached.get(name);
    if (known) return known;
    const found = new Set<string>();
    reached.set(name, found);
    for (const next of needs.get(name) ?? []) for (const one of [next, ...below(next)]) found.add(one);
    return found;
  };
  return new Map(
    projects.map(({ name, needs: all }) => [
      name,
      all.filter((one) => !all.some((other) => other !== one && below(other).has(one))),
    ]),
  );
}
