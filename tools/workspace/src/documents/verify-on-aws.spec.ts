import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableRows } from './tables.testing.js';
import { readText, workspaceTree } from './workspace-tree.testing.js';

const path = 'docs/verify-on-aws.md';
const text = readText(path);
const rows = tableRows(text);
const { files, folders } = workspaceTree();
const cases = [...files].filter((file) => file.startsWith('tools/conformance/src/'));
const names = new Set(cases.map((file) => posix.basename(file)));
const inBackticks = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const isPath = (code: string): boolean => /^(apps|libs|tools|infra|docs|\.github)\//.test(code);
const isThere = (code: string): boolean =>
  files.has(code) ||
  folders.has(code.replace(/\/$/, '')) ||
  (code.includes('*') && folders.has(posix.dirname(code)));
const where = ({ line }: { line: number }): string => `${path}:${line}`;

describe('what is to be verified on AWS', () => {
  it('has rows, each with as many cells as its header', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter(({ cells, header }) => cells.length !== header.length).map(where)).toEqual([]);
  });

  it('is settled by something that can be done', () => {
    const vague = /^$|^(-|–|—|\?|n\/a|todo|tbd|none|nothing)$/i;
    expect(rows.filter(({ cells }) => cells.length < 2 || vague.test(cells.at(-1) ?? '')).map(where)).toEqual(
      [],
    );
  });

  it('says which of our files relies on it', () => {
    const relies = rows.filter(({ header }) => header[1] === 'where');
    expect(relies.length).toBeGreaterThan(60);
    expect(
      relies
        .filter(({ cells }) => !inBackticks(cells[1] ?? '').some((code) => isPath(code) && isThere(code)))
        .map(where),
    ).toEqual([]);
  });

  it('says of the embedded AWS, section by section, which of its folders reads AWS so', () => {
    const sections = new Set(
      rows.filter(({ header }) => header[1] !== 'where').map(({ section }) => section),
    );
    expect(sections.size).toBeGreaterThan(5);
    const unplaced = [...sections].filter((section) => {
      const [, below = ''] = text.split(`### ${section}\n`);
      const [said = ''] = below.split('\n|');
      return !inBackticks(said).some((code) => isPath(code) && isThere(code));
    });
    expect(unplaced).toEqual([]);
  });

  it('names spec files of the conformance suite that exist', () => {
    const specs = rows.flatMap((row) =>
      inBackticks(row.cells.at(-1) ?? '')
        .filter((code) => /^[\w.-]+\.spec\.ts$/.test(code))
        .map((code) => ({ code, line: row.line })),
    );
    expect(specs.length).toBeGreaterThan(5);
    expect(
      specs.filter(({ code }) => !names.has(code)).map(({ code, line }) => `${path}:${line}: ${code}`),
    ).toEqual([]);
  });
});
