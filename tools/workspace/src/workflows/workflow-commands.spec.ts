import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { callsIn, type Call } from '../documents/commands.testing.js';
import { sluiceFaults, type CommandTree } from '../documents/sluice-calls.testing.js';
import { callableHere, workspaceFaults, type Callable } from '../documents/workspace-calls.testing.js';
import { actions, stepsOf, workflows, type WorkflowFile } from './workflow-files.testing.js';
import { root } from '../workspace-root.testing.js';

/** Those that the release packages, one after the other, by the variable that names them. */
const apps = ['s3-trigger-lambda', 'kinesis-transform-lambda', 'dlq-redrive-lambda', 'fargate-processor'];

/** The calls of the workspace's own programs in a workflow's scripts; lines are those of the step. */
function callsOf(file: WorkflowFile<never>): Call[] {
  return stepsOf(file).flatMap(({ job, step: { run = '' } }) =>
    callsIn({
      path: `${file.path}: ${job}`,
      anchors: new Set(),
      links: [],
      inlineCode: [],
      codeLines: run
        .replaceAll(/\\\n/g, ' ')
        .split('\n')
        .flatMap((text, index) =>
          (text.includes('$APP:') ? apps : ['']).map((app) => ({
            text: text.replaceAll('$APP', app),
            line: index + 1,
          })),
        ),
    }),
  );
}

const files = [...workflows(), ...actions()] as WorkflowFile<never>[];
let callable: Callable;
let program: CommandTree;

beforeAll(async () => {
  callable = callableHere();
  const module = (await import(
    /* @vite-ignore */ pathToFileURL(join(root, 'tools/cli/src/program.ts')).href
  )) as { buildProgram(interrupt: unknown, outcome: object): CommandTree };
  program = module.buildProgram({}, { exitCode: 0 });
});

const faultsOf = (calls: readonly Call[]): string[] =>
  calls.flatMap((call) =>
    call.program === 'sluice'
      ? // What a variable holds is not to be seen here; the test below asks for flags.
        sluiceFaults({ ...call, words: call.words.filter((word) => !word.startsWith('$')) }, program)
      : workspaceFaults(call, callable),
  );

describe('the commands in the workflows', () => {
  it('are there: scripts, projects, targets, programs', () => {
    const calls = files.flatMap(callsOf);
    expect(calls.filter((call) => call.program === 'nx').length).toBeGreaterThan(12);
    expect(calls.filter((call) => call.program === 'npm').length).toBeGreaterThan(12);
    expect(calls.filter((call) => call.program === 'sluice').length).toBe(2);
    expect(faultsOf(calls)).toEqual([]);
  });

  it('give `migrate` flags that it has', () => {
    const script = files
      .flatMap(stepsOf)
      .flatMap(({ step }) => step.run?.match(/^.*sluice migrate[^]*$/m) && step.run)
      .find(Boolean);
    const flags = [...(script ?? '').matchAll(/\(?(--[a-z-]+)/g)].map(([, flag]) => flag as string);
    expect(flags.length).toBeGreaterThan(4);
    const words = flags.filter((flag) => flag !== '--no-install');
    const known = program.commands.find((command) => command.name() === 'migrate')?.options ?? [];
    expect(words.filter((flag) => !known.some(({ long }) => long === flag))).toEqual([]);
  });

  it.each([
    ['npm run format:check', 'npm run format:chck', 'no script format:chck'],
    ['nx sync:check', 'nx sync:chck', 'no target sync:chck'],
    ['nx run infra-proof:test', 'nx run infra-prof:test', 'no project infra-prof'],
    ['nx run infra-proof:test', 'nx run infra-proof:tests', 'has no target tests'],
    ['lint typecheck build test', 'lint typechek build test', 'no project has a target typechek'],
    ['$APP:package', '$APP:pack', 'fargate-processor has no target pack'],
    ['packaging:licences', 'packaging:licenses', 'has no target licenses'],
    ['npm run infra:docs', 'npm run infra:doc', 'no script infra:doc'],
    ['sluice status', 'sluice state', 'no command state'],
    ['sluice status --outputs', 'sluice status --output', 'no such flag'],
  ])('%s would not be %s', (right, wrong, fault) => {
    const found = files
      .flatMap(callsOf)
      .filter(({ document, text }) => document && text.includes(right.replace('$APP', 'fargate-processor')));
    expect(found.length).toBeGreaterThan(0);
    const seeded = files
      .filter(({ text }) => text.includes(right))
      .map((file) => ({
        ...file,
        content: JSON.parse(JSON.stringify(file.content).replaceAll(right, wrong)) as never,
      }));
    expect(faultsOf(seeded.flatMap(callsOf)).join('\n')).toContain(fault);
  });
});
