'use strict';
// Prints the hash of every task of the workspace that it runs in: {"logging:test": "…"}. Nx knows one root a process.
process.env.NX_DAEMON = 'false';
process.env.NX_ISOLATE_PLUGINS = 'false';
const { createRequire } = require('module');
const path = require('path');
const load = createRequire(path.join(process.cwd(), 'package.json'));

const targets = ['lint', 'typecheck', 'build', 'test', 'package'];

async function main() {
  const graph = await load('@nx/devkit').createProjectGraphAsync({ exitOnError: false });
  const projects = Object.values(graph.nodes)
    .filter(({ data }) => targets.some((target) => data.targets[target]))
    .map(({ name }) => name);
  const tasks = load('nx/src/tasks-runner/create-task-graph').createTaskGraph(
    graph,
    {},
    projects,
    targets,
    undefined,
    {},
  );
  const nxJson = load('nx/src/config/nx-json').readNxJson(process.cwd());
  const hasher = load('nx/src/hasher/create-task-hasher').createTaskHasher(graph, nxJson, {});
  const all = Object.values(tasks.tasks);
  const hashes = await hasher.hashTasks(all, tasks, process.env);
  const pairs = all.map(({ id }, index) => [id, hashes[index].value]);
  process.stdout.write(JSON.stringify(Object.fromEntries(pairs)));
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
