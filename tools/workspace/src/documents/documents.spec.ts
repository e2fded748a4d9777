import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { callsIn, type Call } from './commands.testing.js';
import { linkFaults } from './links.testing.js';
import { readDocument, type Document } from './markdown.testing.js';
import { pathFaults } from './paths.testing.js';
import { shellWords } from './shell-words.testing.js';
import { sluiceFaults, type CommandTree } from './sluice-calls.testing.js';
import { callableHere, workspaceFaults, type Callable } from './workspace-calls.testing.js';
import { readText, workspaceTree } from './workspace-tree.testing.js';
import { root } from '../workspace-root.testing.js';

interface ProgramModule {
  buildProgram(interrupt: unknown, outcome: { exitCode: number }): CommandTree;
}

let documents: Document[];
let calls: Call[];
let callable: Callable;
let program: CommandTree;

beforeAll(async () => {
  // Changelogs tell of what was, and are written by the release.
  const paths = [...workspaceTree().files].filter(
    (path) => /\.md$/.test(path) && !/(^|\/)CHANGELOG\.md$/.test(path),
  );
  documents = paths.sort().map((path) => readDocument(path, readText(path)));
  calls = documents.flatMap(callsIn);
  callable = callableHere();
  // The CLI is no library, so it is not imported by its name; nothing of it runs but the making of its commands.
  const module = pathToFileURL(join(root, 'tools/cli/src/program.ts')).href;
  program = ((await import(/* @vite-ignore */ module)) as ProgramModule).buildProgram({}, { exitCode: 0 });
});

/** `npm run demo -- --rows 5` is `sluice demo --rows 5`, by what the script says. */
function asSluiceCall(call: Call): Call | undefined {
  if (call.program === 'sluice') return call;
  if (call.program !== 'npm' || call.words[0] !== 'run') return undefined;
  const script = /^node tools\/cli\/bin\/sluice\.cjs (.*)$/.exec(
    callable.scripts[call.words[1] ?? ''] ?? '',
  )?.[1];
  if (script === undefined) return undefined;
  return { ...call, words: [...shellWords(script), ...call.words.slice(2).filter((word) => word !== '--')] };
}

describe('the documents', () => {
  it('are all read', () => {
    expect(documents.length).toBeGreaterThan(80);
    expect(calls.filter((call) => call.program === 'sluice').length).toBeGreaterThan(100);
    expect(calls.filter((call) => call.program === 'nx').length).toBeGreaterThan(5);
    expect(calls.filter((call) => call.program === 'npm').length).toBeGreaterThan(20);
  });

  it('link to what is there', () => {
    expect(linkFaults(documents, workspaceTree())).toEqual([]);
  });

  it('name paths that are there', () => {
    expect(pathFaults(documents, workspaceTree())).toEqual([]);
  });

  it('call scripts, projects, targets, generators and programs that are there', () => {
    expect(
      calls.filter(({ program }) => program !== 'sluice').flatMap((call) => workspaceFaults(call, callable)),
    ).toEqual([]);
  });

  it('call `sluice` with commands, flags and as many arguments as it takes', () => {
    expect(
      calls.flatMap((call) => asSluiceCall(call) ?? []).flatMap((call) => sluiceFaults(call, program)),
    ).toEqual([]);
  });
});
