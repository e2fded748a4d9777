import { beforeAll, describe, expect, it } from 'vitest';
import { inputsOf, rerunBy } from './rerun-tasks.testing.js';
import { tagged, workspaceGraph } from './workspace-graph.testing.js';

const bundles = [
  's3-trigger-lambda',
  'kinesis-transform-lambda',
  'dlq-redrive-lambda',
  'fargate-processor',
  'cli',
];

/** The projects whose task of this name runs again. */
async function rerun(target: string, ...inputs: readonly string[]): Promise<readonly string[]> {
  const tasks = (await Promise.all(inputs.map(rerunBy))).flat();
  const suffix = `:${target}`;
  return [...new Set(tasks)]
    .filter((task) => task.endsWith(suffix))
    .map((task) => task.slice(0, -suffix.length));
}

describe('a cache answers', () => {
  it.each(['lint', 'typecheck', 'build', 'package'])(
    'every %s after a change of documents',
    async (target) => {
      expect(
        await rerun(target, 'file:libs/logging/README.md', 'file:docs/sizing.md', 'file:README.md'),
      ).toEqual([]);
    },
  );

  it('every test after a change of documents but those that read them', async () => {
    expect(await rerun('test', 'file:libs/logging/README.md')).toEqual(['project-docs', 'workspace']);
    expect(await rerun('test', 'file:docs/sizing.md')).toEqual(['project-docs', 'sizing', 'workspace']);
    expect(await rerun('test', 'file:docs/contracts.md')).toEqual(['cli', 'project-docs', 'workspace']);
  });

  it('every build but its own checks after a change of a spec', async () => {
    const spec = 'file:libs/logging/src/logging.spec.ts';
    expect(await rerun('test', spec)).toEqual(['logging', 'project-docs', 'workspace']);
    expect(await rerun('lint', spec)).toEqual(['logging']);
    expect(await rerun('typecheck', spec)).toContain('logging');
    expect((await rerun('build', spec)).filter((project) => bundles.includes(project))).toEqual([]);
  });

  it('no bundle that holds a library after a change of its source, and every other', async () => {
    const builds = await rerun('build', 'file:libs/contracts/src/index.ts');
    expect(bundles.filter((project) => !builds.includes(project))).toEqual(['dlq-redrive-lambda']);
    expect(await rerun('lint', 'file:libs/contracts/src/index.ts')).toEqual(['contracts']);
    const packages = await rerun('package', 'file:libs/contracts/src/index.ts');
    expect(packages).toEqual(['fargate-processor', 'kinesis-transform-lambda', 's3-trigger-lambda']);
  });

  it('every bundle after a change of the settings that are read when it runs', async () => {
    const builds = await rerun('build', 'file:infra/topology.json');
    expect(builds).toEqual(['infra-stack']);
    expect(await rerun('test', 'file:infra/topology.json')).toEqual(
      expect.arrayContaining(['topology', 'local-stack', 'cli', 'sizing', 'chaos', 'infra-proof']),
    );
  });

  it('everything but what holds the infrastructure to its promises after a change of a module', async () => {
    expect(await rerun('test', 'file:infra/modules/queue/main.tf')).toEqual([
      'infra-proof',
      'project-docs',
      'workspace',
    ]);
  });

  it('no bundle after a change of how it is bundled', async () => {
    const functions = await rerun('build', 'file:tools/esbuild.lambda.config.cjs');
    expect(functions).toEqual(
      expect.arrayContaining(['dlq-redrive-lambda', 'kinesis-transform-lambda', 's3-trigger-lambda']),
    );
    expect(functions).not.toContain('fargate-processor');
    expect(functions).not.toContain('cli');
    expect(await rerun('build', 'file:tools/esbuild.config.cjs')).toEqual(
      expect.arrayContaining(['cli', 'fargate-processor']),
    );
    // Their tests run the bundles.
    expect(await rerun('test', 'file:tools/esbuild.lambda.config.cjs')).toEqual(
      expect.arrayContaining(['s3-trigger-lambda', 'local-stack', 'cli']),
    );
  });

  it('no lint, build or test after a change of the program that does it', async () => {
    expect(await rerun('lint', 'npm:eslint')).toEqual(await rerun('lint', 'file:eslint.config.js'));
    expect(await rerun('typecheck', 'npm:typescript')).toContain('logging');
    expect(await rerun('build', 'npm:typescript')).toContain('logging');
    expect(await rerun('build', 'npm:esbuild')).toEqual(expect.arrayContaining(bundles));
    expect(await rerun('test', 'npm:vitest')).toEqual(await rerun('test', 'file:vitest.base.ts'));
  });

  it('every build that does not hold a package after a change of its version', async () => {
    const builds = await rerun('build', 'npm:pino');
    expect(builds).toEqual(expect.arrayContaining(bundles));
    expect(builds).not.toContain('contracts');
    expect(builds).not.toContain('sizing');
  });
});

describe('tests', () => {
  let tested: readonly string[];
  beforeAll(async () => {
    const { nodes } = await workspaceGraph();
    tested = Object.keys(nodes).filter((name) => nodes[name]?.data.targets?.['test']);
  });

  it('run again on another line of Node or another platform, and when the long ones are asked for', async () => {
    for (const project of tested) {
      const inputs = await inputsOf(`${project}:test`);
      expect([project, inputs]).toEqual([project, expect.arrayContaining(['env:SLUICE_SLOW_TESTS'])]);
      expect(inputs.filter((input) => input.startsWith('runtime:node '))).toHaveLength(1);
    }
  });
});

it('no project of the infrastructure has anything to lint, type-check or test by itself', async () => {
  const graph = await workspaceGraph();
  const targets = tagged(graph, 'layer:infra').flatMap((name) =>
    Object.keys(graph.nodes[name]?.data.targets ?? {}),
  );
  expect(targets.filter((target) => /^(lint|typecheck|test)$/.test(target))).toEqual([]);
});
