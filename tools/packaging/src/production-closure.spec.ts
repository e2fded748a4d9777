import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { licenceProblems } from './check-licences.js';
import type { Lock } from './locked-closure.js';
import { workspace } from './packaging-runs.testing.js';
import { productionClosure } from './production-closure.js';

const lock = JSON.parse(readFileSync(join(workspace, 'package-lock.json'), 'utf8')) as Lock;
const closure = productionClosure(lock);

/**
 * Packages with an install script, and why production does without. `npm ci --ignore-scripts` is what the image's
 * Dockerfile says and what its slow test does.
 */
const scriptsNotNeeded: Record<string, string> = {
  esbuild:
    'the CLI’s local stack bundles with it; its script only puts the binary of the platform’s package in place sooner',
};

const needed = {
  lockfileVersion: 3,
  packages: {
    'apps/one': { name: '@x/one', dependencies: { '@x/lib': '*' }, devDependencies: { d: '1' } },
    'libs/lib': { name: '@x/lib', dependencies: { a: '1' } },
    'tools/dev': { name: '@x/dev', dependencies: { t: '1' } },
    'node_modules/@x/lib': { link: true, resolved: 'libs/lib' },
    'node_modules/a': { version: '1', license: 'MIT', optionalDependencies: { b: '1' } },
    'node_modules/b': { version: '1', license: 'MIT' },
    'node_modules/a/node_modules/b': { version: '2', license: 'GPL-3.0-only' },
    'node_modules/d': { version: '1', license: 'GPL-3.0-only' },
    'node_modules/t': { version: '1', license: 'GPL-3.0-only' },
  },
} as Lock;

describe('productionClosure', () => {
  it('follows links, optional packages and nesting, and leaves out what develops', () => {
    expect(productionClosure(needed).map(({ path, neededBy }) => [path, neededBy])).toEqual([
      ['node_modules/a', ['@x/lib']],
      ['node_modules/a/node_modules/b', ['@x/lib', 'a']],
    ]);
  });

  it('refuses a lock with a gap', () => {
    const { 'node_modules/b': _b, 'node_modules/a/node_modules/b': _nested, ...packages } = needed.packages;
    expect(() => productionClosure({ ...needed, packages })).toThrow(
      /no entry for b, which node_modules\/a needs/,
    );
  });
});

describe('licenceProblems', () => {
  it('names package, licence and who needs it', () => {
    expect(licenceProblems(productionClosure(needed))).toEqual([
      'b@2 is under GPL-3.0-only; needed by @x/lib → a',
    ]);
  });

  it.each([
    ['MIT OR GPL-3.0-only', true],
    ['(Apache-2.0 AND BSD-3-Clause)', true],
    ['MIT AND GPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE.md', false],
    [undefined, false],
  ])('of %s', (license, isAllowed) => {
    const entry = { version: '1', ...(license === undefined ? {} : { license }) };
    const one = { path: 'node_modules/a', name: 'a', entry, neededBy: ['@x/one'] };
    expect(licenceProblems([one]).length === 0).toBe(isAllowed);
  });
});

describe('what production needs', () => {
  it('is more than nothing, and is what the apps say', () => {
    const names = closure.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['zod', 'pino', '@duckdb/node-api', 'cli-table3']));
    expect(names).not.toContain('vitest');
  });

  it('is under licences that are allowed', () => {
    expect(licenceProblems(closure)).toEqual([]);
  });

  it('runs no script when it is installed, but for those that are not needed', () => {
    const scripts = closure.filter(({ entry }) => entry.hasInstallScript === true);
    expect(scripts.map(({ name }) => name)).toEqual(Object.keys(scriptsNotNeeded));
  });
});
