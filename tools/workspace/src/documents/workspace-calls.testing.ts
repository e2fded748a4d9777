import type { Call } from './commands.testing.js';
import { fault } from './fault.testing.js';
import { isPlaceholder } from './shell-words.testing.js';
import { projectFolders, readJson, readText, workspaceTree } from './workspace-tree.testing.js';

/** What of the workspace can be called: npm's scripts, Nx's projects with their targets, generators. */
export interface Callable {
  /** By name, what npm runs. */
  scripts: Readonly<Record<string, string>>;
  /** Targets by the name of their project. */
  targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** As `plugin:generator`. */
  generators: ReadonlySet<string>;
  hasFile(path: string): boolean;
}

interface PackageFile {
  name: string;
  scripts?: Record<string, string>;
  generators?: string;
  nx?: { name?: string; targets?: Record<string, unknown> };
}

/** Which file makes Nx's plugins infer which target (see nx.json). */
const inferred: readonly [file: string, target: string][] = [
  ['vitest.config.ts', 'test'],
  ['eslint.config.js', 'lint'],
  ['tsconfig.json', 'typecheck'],
  ['tsconfig.lib.json', 'build'],
];

/** Commands of Nx itself, which name no target. */
const ownCommands = new Set(
  'add daemon format:check graph init list migrate release repair report reset show sync sync:check'.split(
    ' ',
  ),
);
const many = new Set(['run-many', 'affected']);

/** What can be called in the workspace as it stands. */
export function callableHere(): Callable {
  const targets = new Map<string, Set<string>>();
  const generators = new Set<string>();
  const { files } = workspaceTree();
  for (const folder of projectFolders()) {
    const file = readJson(`${folder}/package.json`) as PackageFile;
    const own = Object.keys(file.nx?.targets ?? {});
    const found = inferred.filter(([name]) => files.has(`${folder}/${name}`)).map(([, target]) => target);
    targets.set(file.nx?.name ?? file.name, new Set([...own, ...found]));
    if (file.generators === undefined) continue;
    const list = JSON.parse(readText(`${folder}/${file.generators.replace(/^\.\//, '')}`)) as {
      generators: Record<string, unknown>;
    };
    for (const name of Object.keys(list.generators)) generators.add(`${file.name}:${name}`);
  }
  const { scripts = {} } = readJson('package.json') as PackageFile;
  return { scripts, targets, generators, hasFile: (path) => files.has(path) };
}

/** What a document has npm, Nx or Node do that this workspace does not know. */
export function workspaceFaults(call: Call, callable: Callable): string[] {
  const said = `${call.program} ${call.words.join(' ')}`;
  const remedy = problemOf(call, callable);
  return remedy === undefined ? [] : [fault(call.document, call, said, remedy)];
}

function problemOf({ program, words }: Call, callable: Callable): string | undefined {
  const [first = '', second = ''] = words;
  if (program === 'node') return callable.hasFile(first) ? undefined : `there is no ${first}`;
  if (program === 'npm') {
    if (first === 'ci') return undefined;
    const script = first === 'test' ? first : second;
    if (isPlaceholder(script) || script in callable.scripts) return undefined;
    return `no script ${script}; there are ${Object.keys(callable.scripts).join(', ')}`;
  }
  return nxProblem(words, callable);
}

function nxProblem(words: readonly string[], { targets, generators }: Callable): string | undefined {
  const [command = '', ...rest] = words;
  const anyTarget = new Set([...targets.values()].flatMap((each) => [...each]));
  const known = (project: string, target?: string): string | undefined => {
    if (isPlaceholder(project)) return undefined;
    const has = targets.get(project);
    if (has === undefined) return `no project ${project}; \`npx nx show projects\` lists them`;
    if (target === undefined || isPlaceholder(target) || has.has(target)) return undefined;
    return `${project} has no target ${target}; it has ${[...has].join(', ')}`;
  };
  if (isPlaceholder(command) || ownCommands.has(command)) return undefined;
  if (command === 'g' || command === 'generate') {
    const [name = ''] = rest;
    return isPlaceholder(name) || generators.has(name) || !/^sluice:/.test(name)
      ? undefined
      : `no generator ${name}; there are ${[...generators].join(', ')}`;
  }
  if (many.has(command)) {
    const unknown = [...valuesOf(rest, ['-t', '--target', '--targets'])].find(
      (target) => !isPlaceholder(target) && !anyTarget.has(target),
    );
    if (unknown !== undefined) return `no project has a target ${unknown}`;
    return [...valuesOf(rest, ['-p', '--projects'])].map((project) => known(project)).find(Boolean);
  }
  if (command === 'run') {
    const [project = '', target] = (rest[0] ?? '').split(':');
    return known(project, target);
  }
  if (!anyTarget.has(command)) return `no target ${command}, and no command of Nx's own that is known here`;
  return known(rest[0] ?? '', command);
}

function* valuesOf(words: readonly string[], flags: readonly string[]): Generator<string> {
  let taking = false;
  for (const word of words) {
    const [flag = '', value] = word.split('=');
    if (word.startsWith('-')) {
      taking = flags.includes(flag);
      if (taking && value !== undefined) yield* value.split(',');
    } else if (taking) yield* word.split(',').filter((each) => !each.startsWith('tag:'));
  }
}
