import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { tableRows } from './tables.testing.js';
import { readText } from './workspace-tree.testing.js';

it('CONTRIBUTING.md tells of every job of CI, in order, and when it runs', () => {
  const { jobs } = parse(readText('.github/workflows/ci.yml')) as { jobs: Record<string, { if?: string }> };
  const told = tableRows(readText('CONTRIBUTING.md')).filter(({ header }) => header[0] === 'job');
  expect(told.map(({ cells }) => cells[0])).toEqual(Object.keys(jobs).map((name) => `\`${name}\``));
  for (const { cells } of told) {
    const [, project] = /^`([\w-]+)` is affected$/.exec(cells[1] ?? '') ?? [];
    const condition = jobs[(cells[0] ?? '').replaceAll('`', '')]?.if ?? '';
    expect(/, '([\w-]+)'\)/.exec(condition)?.[1]).toBe(project);
  }
});
