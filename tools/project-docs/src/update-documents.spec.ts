import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeSmallWorkspace } from './small-workspace.testing.js';
import { updateDocuments } from './update-documents.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-docs-'));
  makeSmallWorkspace(root);
  mkdirSync(join(root, 'docs'));
});
afterEach(() => rmSync(root, { recursive: true }));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const change = (path: string, from: string, to: string): void => {
  const text = read(path);
  expect(text).toContain(from);
  writeFileSync(join(root, path), text.replace(from, to));
};

async function update(
  check: boolean,
): Promise<{ code: number; out: readonly string[]; error: readonly string[] }> {
  const out: string[] = [];
  const error: string[] = [];
  const code = await updateDocuments(
    root,
    { check },
    { out: (line) => out.push(line), error: (line) => error.push(line) },
  );
  return { code, out: out.sort(), error };
}

const all = ['apps/loader/README.md', 'docs/projects.md', 'docs/projects.svg', 'libs/config/README.md'];

it('names what is stale, writes it, and then has nothing to do until a source changes', async () => {
  const before = read('apps/loader/README.md');
  expect(await update(true)).toEqual({
    code: 1,
    out: all.map((path) => `stale: ${path}`),
    error: ['Run `npm run docs`.'],
  });
  expect(read('apps/loader/README.md')).toBe(before);

  expect(await update(false)).toEqual({ code: 0, out: all.map((path) => `written: ${path}`), error: [] });
  const text = read('apps/loader/README.md');
  for (const line of [
    '| `PAUSE_SECONDS` | Between two tries \\| or none. | number > 0 | `5` | `loader.pauseSeconds` |',
    '| `LEVEL` | How much is said. | one of `low`, `high` | `low` |  |',
    '| `AWS_MAX_ATTEMPTS` | Tries of one request, the first included. | integer ≥ 1 | `5` |  |',
    '| `Late` | `Lane` | Count | How often it was late. | [`…-late`](../../docs/runbooks/late.md) |',
    'Needs [config](../../libs/config).',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).not.toContain('_X_AMZN_TRACE_ID');
  expect(read('libs/config/README.md')).toContain('Needed by [loader](../../apps/loader).');
  expect(await update(true)).toEqual({ code: 0, out: [], error: [] });

  change('apps/loader/src/config.ts', 'default(5)', 'default(6)');
  expect(await update(true)).toMatchObject({ code: 1, out: ['stale: apps/loader/README.md'] });
});

it('says what it cannot make, and makes the others', async () => {
  change('apps/loader/src/config.ts', '/** Between two\n   * tries | or none. */', '');
  expect(await update(false)).toEqual({
    code: 1,
    out: all.slice(1).map((path) => `written: ${path}`),
    error: [
      'apps/loader/README.md: apps/loader/src/config.ts: PAUSE_SECONDS has no docstring that says what it means',
    ],
  });
});
