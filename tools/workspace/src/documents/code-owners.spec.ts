import { describe, expect, it } from 'vitest';
import { decidingLine, readOwnerLines } from './code-owners.testing.js';
import { tableRows } from './tables.testing.js';
import { projectFolders, readText, workspaceTree } from './workspace-tree.testing.js';

const path = '.github/CODEOWNERS';
const lines = readOwnerLines(readText(path));
const { files, folders } = workspaceTree();

describe('CODEOWNERS', () => {
  it('has patterns of three forms alone, and owners', () => {
    const odd = lines.filter(
      ({ pattern, owners }) => !/^(\*|\/[\w./-]+)$/.test(pattern) || owners.length === 0,
    );
    expect(odd.map(({ line }) => `${path}:${line}`)).toEqual([]);
  });

  it('names an owner for every project, not only the one who gets what nobody owns', () => {
    const owned = [...projectFolders(), '.github', 'docs', 'infra'];
    expect(owned.length).toBeGreaterThan(50);
    const orphans = owned.filter((folder) => (decidingLine(lines, `${folder}/any`)?.pattern ?? '*') === '*');
    expect(orphans).toEqual([]);
  });

  it('has no line without effect: each decides for a file that is there', () => {
    const deciding = new Set([...files].map((file) => decidingLine(lines, file)));
    expect(
      lines.filter((line) => !deciding.has(line)).map(({ line, pattern }) => `${path}:${line}: ${pattern}`),
    ).toEqual([]);
  });

  it('ends the names of folders with a slash, as its readers expect', () => {
    const bare = lines.filter(({ pattern }) => folders.has(pattern.slice(1)));
    expect(bare.map(({ line }) => `${path}:${line}`)).toEqual([]);
  });

  it('names the teams that CONTRIBUTING.md explains, and no others', () => {
    const named = new Set(lines.flatMap(({ owners }) => owners));
    const explained = tableRows(readText('CONTRIBUTING.md')).flatMap(({ cells }) =>
      [...(/^`(@example\/[\w-]+)`$/.exec(cells[0] ?? '') ?? [])].slice(1),
    );
    expect([...named].sort()).toEqual(explained.sort());
  });
});

describe('the line that decides', () => {
  const some = readOwnerLines('# c\n*  @a\n/libs/ @b # why\n\n/libs/one/ @c @d\n/libs/one/file.md @e\n');

  it.each([
    ['README.md', '@a'],
    ['libs/two/x.ts', '@b'],
    ['libs/one/src/x.ts', '@c'],
    ['libs/one/file.md', '@e'],
    ['libs/onerous/x.ts', '@b'],
    ['docs/libs/one/x.ts', '@a'],
  ])('for %s is that of %s', (file, owner) => {
    expect(decidingLine(some, file)?.owners[0]).toBe(owner);
  });
});
