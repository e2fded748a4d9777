import { describe, expect, it } from 'vitest';
import { lockedClosure, type LockedPackage } from './locked-closure.js';

const closure = (packages: Record<string, LockedPackage>, ...roots: string[]) =>
  lockedClosure({ lockfileVersion: 3, packages }, 'apps/one', roots);

describe('lockedClosure', () => {
  it('follows what is needed, and nothing else', () => {
    const packages = {
      'node_modules/a': { version: '1', dependencies: { b: '*' } },
      'node_modules/b': { version: '2', dependencies: { a: '*' } },
      'node_modules/c': { version: '3' },
    };
    expect(Object.keys(closure(packages, 'a'))).toEqual(['node_modules/a', 'node_modules/b']);
  });

  it('takes the nearest of several versions, where Node will look for it', () => {
    const packages = {
      'node_modules/a': { version: '1' },
      'node_modules/b': { version: '1' },
      'node_modules/c': { version: '1', dependencies: { b: '*' } },
      'node_modules/c/node_modules/b': { version: '3', dependencies: { d: '*' } },
      'node_modules/d': { version: '1' },
      'apps/one/node_modules/a': { version: '2' },
    };
    expect(closure(packages, 'a', 'b', 'c')).toEqual({
      'node_modules/a': { version: '2' },
      'node_modules/b': packages['node_modules/b'],
      'node_modules/c': packages['node_modules/c'],
      'node_modules/c/node_modules/b': packages['node_modules/c/node_modules/b'],
      'node_modules/d': packages['node_modules/d'],
    });
  });

  it('refuses two versions in one place', () => {
    const packages = {
      'node_modules/a': { version: '1' },
      'node_modules/b': { version: '1', dependencies: { a: '*' } },
      'apps/one/node_modules/a': { version: '2' },
    };
    expect(() => closure(packages, 'a', 'b')).toThrow(/two versions/);
  });

  it('marks as optional what nothing else needs, and nothing as for development', () => {
    const packages = {
      'node_modules/a': {
        version: '1',
        optionalDependencies: { o: '*', both: '*' },
      },
      'node_modules/b': { version: '1', dependencies: { both: '*' }, devOptional: true },
      'node_modules/o': { version: '1', dependencies: { under: '*' }, optional: true },
      'node_modules/under': { version: '1', dev: true },
      'node_modules/both': { version: '1', optional: true },
    };
    const entries = closure(packages, 'a', 'b');
    const optional = Object.keys(entries).filter((path) => entries[path]?.optional);
    expect(optional).toEqual(['node_modules/o', 'node_modules/under']);
    for (const entry of Object.values(entries)) {
      expect(entry).not.toHaveProperty('dev');
      expect(entry).not.toHaveProperty('devOptional');
    }
  });

  it('follows peers that are not optional', () => {
    const packages = {
      'node_modules/a': {
        peerDependencies: { p: '*', q: '*' },
        peerDependenciesMeta: { q: { optional: true } },
      },
      'node_modules/p': { peer: true },
      'node_modules/q': { peer: true },
    };
    expect(closure(packages, 'a')).toMatchObject({ 'node_modules/p': {} });
    expect(Object.keys(closure(packages, 'a'))).not.toContain('node_modules/q');
  });

  it('refuses a lock that is incomplete, for other platforms too', () => {
    const packages = { 'node_modules/a': { optionalDependencies: { 'a-linux-arm64': '1' } } };
    expect(() => closure(packages, 'a')).toThrow(/no entry for a-linux-arm64, which node_modules\/a needs/);
  });

  it('refuses packages of the workspace', () => {
    expect(() => closure({ 'node_modules/a': { link: true } }, 'a')).toThrow(/package of this workspace/);
  });
});
