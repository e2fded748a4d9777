import { describe, expect, it } from 'vitest';
import { callsIn } from './commands.testing.js';
import { linkFaults } from './links.testing.js';
import { readDocument } from './markdown.testing.js';
import { pathFaults } from './paths.testing.js';
import { sluiceFaults, type CommandTree } from './sluice-calls.testing.js';
import { tableRows } from './tables.testing.js';
import { workspaceFaults, type Callable } from './workspace-calls.testing.js';

const tree = {
  files: new Set(['README.md', 'docs/guide.md', 'libs/one/src/index.ts', 'libs/one/README.md']),
  folders: new Set(['docs', 'libs', 'libs/one', 'libs/one/src']),
};
const guide = readDocument(
  'docs/guide.md',
  '# Guide\n\n## A `b` & c\n\n## Twice\n\n## Twice\n\n<a id="by-hand"></a>\n',
);
const document = (text: string) => readDocument('README.md', text);

describe('links', () => {
  const faults = (text: string) => linkFaults([guide, document(text)], tree);

  it.each([
    '[file](docs/guide.md)',
    '[folder](libs/one/)',
    '[here](#top)\n\n# Top',
    '[heading](docs/guide.md#a-b--c)',
    '[second](docs/guide.md#twice-1)',
    '[by hand](docs/guide.md#by-hand)',
    '[web](https://example.com/none.md#none)',
    '`[code](none.md)`',
    '```\n[code](none.md)\n```',
  ])('that lead somewhere pass: %j', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it.each([
    ['[file](docs/none.md)', 'README.md:1: link to docs/none.md: there is no docs/none.md'],
    ['\n\n![image](none.svg)', 'README.md:3: link to none.svg'],
    ['[name][ref]\n\n[ref]: none.md', 'README.md:3: link to none.md'],
    ['<img src="none.svg" />', 'README.md:1: link to none.svg'],
    ['| a |\n| - |\n| [cell](none.md) |', 'README.md:3: link to none.md'],
    ['[above](../README.md)', 'README.md:1: link to ../README.md'],
    ['[absolute](/docs/guide.md)', 'README.md:1: absolute link /docs/guide.md'],
    ['[heading](docs/guide.md#none)', 'README.md:1: anchor #none: docs/guide.md has no such heading'],
    ['[third](docs/guide.md#twice-2)', 'README.md:1: anchor #twice-2'],
    ['[here](#none)', 'README.md:1: anchor #none'],
  ])('that lead nowhere are named: %j', (text, said) => {
    expect(faults(text)).toEqual([expect.stringContaining(said)]);
  });
});

describe('paths between backticks', () => {
  const faults = (text: string) => pathFaults([document(text)], tree);

  it.each([
    '`libs/one`',
    '`libs/one/`',
    '`libs/one/src/{index,index}.ts`',
    '`libs/*/README.md`',
    '`libs/<name>/src/*.ts`',
    '`libs/…/index.ts`',
    '`libs/one/dist/index.js`',
    '`src/none.ts`',
    '`libs and docs`',
  ])('that are there, or no paths of the workspace, pass: %s', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it.each([
    '`libs/two`',
    '`docs/none.md`',
    '`libs/one/src/{index,none}.ts`',
    '`libs/*/none.md`',
    '`apps/<name>`',
    '`libs/<name>/index.ts`',
  ])('that are not there are named: %s', (text) => {
    expect(faults(text)).toEqual([expect.stringMatching(/^README\.md:1: path /)]);
  });
});

const option = (long: string, takes = false) => ({ long, required: takes, optional: false });
const command = (name: string, parts: Partial<CommandTree> = {}): CommandTree => ({
  name: () => name,
  aliases: () => [],
  commands: [],
  options: [],
  registeredArguments: [],
  ...parts,
});
const program = command('sluice', {
  commands: [
    command('dlq', {
      commands: [command('list', { options: [option('--lane', true), option('--yes')] }), command('park')],
    }),
    command('put', { options: [option('--dataset', true)], registeredArguments: [{ variadic: false }] }),
    command('check', { registeredArguments: [{ variadic: true }] }),
  ],
});

describe('calls of sluice', () => {
  const faults = (text: string) => callsIn(document(text)).flatMap((call) => sluiceFaults(call, program));

  it.each([
    '`sluice dlq`',
    '`sluice dlq list|park`',
    '`npx sluice dlq list --lane files --yes`',
    '`sluice dlq list [--lane NAME] [--yes]`',
    '`sluice dlq list --lane=files`',
    '`sluice dlq …`',
    '`sluice put --dataset d a.tsv`',
    '`sluice check one two three`',
    '`sluice.ledger`',
    '```sh\nnpx sluice dlq list | none --none   # --none\n```',
    '```\n$ npx sluice put --dataset d \\\n  a.tsv\n```',
    '```sh\nnpx sluice put "a name.tsv"\n```',
    'sluice dlq none, in prose',
  ])('that it knows pass: %j', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it.each([
    ['`sluice none`', 'README.md:1: sluice none: no command none; there are dlq, put, check'],
    ['`sluice dlq none`', 'no command none; there are list, park'],
    ['`sluice dlq list|none`', 'no command list|none'],
    ['`sluice dlq list --none`', 'sluice list --none: no such flag; there are --lane --yes'],
    ['`sluice dlq park --yes`', 'sluice park --yes: no such flag'],
    ['`sluice put a b`', 'it takes 1 arguments, not 2'],
    ['```sh\n\nnpx sluice put a b\n```', 'README.md:3: sluice put a b'],
    ['```\n$ npx sluice put --dataset d a \\\n  b\n```', 'README.md:2: sluice put --dataset d a b'],
    ['```\nRecord it: npx sluice none\n```', 'README.md:2: sluice none'],
    ['| a |\n| - |\n| `sluice none \\| x` |', 'README.md:3: sluice none'],
  ])('that it does not know are named: %j', (text, said) => {
    expect(faults(text)).toEqual([expect.stringContaining(said)]);
  });
});

describe('calls of npm, Nx and Node', () => {
  const callable: Callable = {
    scripts: { demo: 'node demo.cjs', test: 'node test.cjs' },
    targets: new Map([
      ['one', new Set(['build', 'test'])],
      ['two', new Set(['build', 'package'])],
    ]),
    generators: new Set(['sluice:dataset']),
    hasFile: (path) => path === 'tools/one.cjs',
  };
  const faults = (text: string) => callsIn(document(text)).flatMap((call) => workspaceFaults(call, callable));

  it.each([
    '`npm test`',
    '`npm ci`',
    '`npm run demo -- --rows 5`',
    '`npm run …`',
    '`npx nx test one`',
    '`npx nx run two:package`',
    '`npx nx run-many -t build test -p one,two`',
    '`npx nx affected -t build --parallel=2`',
    '`npx nx test <project>`',
    '`npx nx g sluice:dataset shop`',
    '`nx show projects`',
    '`node tools/one.cjs --flag`',
    '`node main.cjs`',
  ])('that the workspace knows pass: %s', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it.each([
    ['`npm run none`', 'README.md:1: npm run none: no script none; there are demo, test'],
    ['```sh\nnpm run none -- --x\n```', 'README.md:2: npm run none'],
    ['`npx nx test none`', 'no project none'],
    ['`npx nx test two`', 'two has no target test; it has build, package'],
    ['`npx nx none one`', 'no target none'],
    ['`npx nx run one:package`', 'one has no target package'],
    ['`npx nx run none:build`', 'no project none'],
    ['`npx nx run-many -t build none`', 'no project has a target none'],
    ['`npx nx affected --targets=build,none`', 'no project has a target none'],
    ['`npx nx run-many -t build -p one,none`', 'no project none'],
    ['`npx nx g sluice:none x`', 'no generator sluice:none; there are sluice:dataset'],
    ['`node tools/none.cjs`', 'there is no tools/none.cjs'],
  ])('that it does not know are named: %j', (text, said) => {
    expect(faults(text)).toEqual([expect.stringContaining(said)]);
  });
});

describe('tables', () => {
  it('are read row by row, with heading and line; an escaped bar ends no cell', () => {
    const text = '# One\n\n| a | b |\n| - | :-: |\n| `x \\| y` |  |\n\n## Two\n\n| c |\n| --- |\n| z |\n';
    expect(
      tableRows(text).map(({ line, section, header, cells }) => ({ line, section, header, cells })),
    ).toEqual([
      { line: 5, section: 'One', header: ['a', 'b'], cells: ['`x \\| y`', ''] },
      { line: 11, section: 'Two', header: ['c'], cells: ['z'] },
    ]);
  });
});
