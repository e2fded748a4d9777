import { HashPlanInspector } from 'nx/src/hasher/hash-plan-inspector';
import { createTaskGraph } from 'nx/src/tasks-runner/create-task-graph';
import { workspaceGraph } from './workspace-graph.testing.js';

/** What a task is hashed from: `file:libs/logging/src/index.ts`, `npm:pino`, `env:…`, `runtime:…`, outputs of others. */
type Plans = Readonly<Record<string, readonly string[]>>;

const targets = ['lint', 'typecheck', 'build', 'test', 'package'];

let planned: Promise<{ plans: Plans; waitsFor: Readonly<Record<string, readonly string[]>> }> | undefined;

async function plan() {
  const graph = await workspaceGraph();
  const inspector = new HashPlanInspector(graph);
  await inspector.init();
  const withTargets = Object.values(graph.nodes)
    .filter(({ data }) => targets.some((target) => data.targets?.[target]))
    .map(({ name }) => name);
  return {
    plans: inspector.inspectHashPlan(withTargets, targets),
    waitsFor: createTaskGraph(graph, {}, withTargets, targets, undefined, {}).dependencies,
  };
}

/** Everything that the hash of a task, `logging:test`, is made from. */
export async function inputsOf(task: string): Promise<readonly string[]> {
  planned ??= plan();
  const inputs = (await planned).plans[task];
  if (inputs === undefined) throw new Error(`There is no task ${task}`);
  return inputs;
}

/**
 * The tasks that a cache cannot answer once an input, `file:libs/logging/src/index.ts`, is another: those that read it,
 * and the compilations that read what such a compilation writes (which may turn out to be the same types).
 */
export async function rerunBy(input: string): Promise<readonly string[]> {
  planned ??= plan();
  const { plans, waitsFor } = await planned;
  const rerun = new Set(Object.keys(plans).filter((task) => plans[task]?.includes(input)));
  const compiles = Object.keys(plans).filter((task) =>
    plans[task]?.some((one) => one.startsWith('**/*.{d.ts')),
  );
  for (let found = -1; found !== rerun.size;) {
    found = rerun.size;
    compiles
      .filter((task) => waitsFor[task]?.some((other) => rerun.has(other) && compiles.includes(other)))
      .forEach((task) => rerun.add(task));
  }
  return [...rerun].sort();
}
