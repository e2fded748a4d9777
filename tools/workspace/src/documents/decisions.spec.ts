import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableRows } from './tables.testing.js';
import { readText, workspaceTree } from './workspace-tree.testing.js';

const folder = 'docs/adr';
const decisions = [...workspaceTree().files]
  .filter((path) => posix.dirname(path) === folder && path !== `${folder}/README.md`)
  .sort()
  .map((path) => {
    const lines = readText(path).split('\n');
    const [, number = '', title = ''] = /^# (\d+)\. (.+)$/.exec(lines[0] ?? '') ?? [];
    return { path, file: posix.basename(path), number, title, status: lines.slice(1, 5).join(' ') };
  });

describe('the records of decisions', () => {
  it('have the number of their file, each its own', () => {
    const wrong = decisions.filter(
      ({ file, number }) => !new RegExp(`^0*${number || 'none'}-[a-z0-9-]+\\.md$`).test(file),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
    expect(new Set(decisions.map(({ number }) => number)).size).toBe(decisions.length);
  });

  it('say whether they hold, and since when', () => {
    const unsaid = decisions.filter(
      ({ status }) => !/\b(Accepted|Superseded by .*),\s+\d{4}-\d{2}-\d{2}\b/.test(status),
    );
    expect(unsaid.map(({ path }) => path)).toEqual([]);
  });

  it('stand in the index, in order, under their titles', () => {
    const index = tableRows(readText(`${folder}/README.md`)).map(({ cells }) => cells.slice(0, 2).join(' '));
    expect(index).toEqual(decisions.map(({ number, title, file }) => `${number} [${title}](${file})`));
  });
});
