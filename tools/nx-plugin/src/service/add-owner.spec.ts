import type { Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { addOwner, ownersOf } from './add-owner.js';
import { refuseService } from './refuse-service.js';

const file = '.github/CODEOWNERS';
const owners = `# Who owns what: not @nobody.
*                @example/platform

# Files.
/apps/one/       @example/batch
/libs/           @example/batch # all of them

# Shared.
/libs/two/       @example/batch @example/streaming
`;

let tree: Tree;
beforeEach(() => {
  tree = createTree();
  tree.write(file, owners);
});
const lines = () => (tree.read(file, 'utf8') ?? '').split('\n');

describe('the owner of a folder', () => {
  it('stands below the last folder that is his alone', () => {
    addOwner(tree, 'apps/new', '@example/batch');
    expect(lines()[6]).toBe('/apps/new/       @example/batch');
    expect(
      lines()
        .filter((line) => line !== lines()[6])
        .join('\n'),
    ).toBe(owners);
  });

  it('stands at the end when he owns no folder alone, never above the line for everything', () => {
    addOwner(tree, 'apps/new', '@example/platform');
    expect(lines().slice(-2)).toEqual(['/apps/new/       @example/platform', '']);
  });

  it('is added once, and keeps a space before him whatever the name', () => {
    addOwner(tree, 'apps/one', '@example/platform');
    expect(lines().join('\n')).toBe(owners);
    addOwner(tree, 'apps/of-a-long-name', '@example/batch');
    expect(lines()).toContain('/apps/of-a-long-name/ @example/batch');
  });

  it('is not asked for where nobody owns anything', () => {
    tree.delete(file);
    addOwner(tree, 'apps/new', '@example/batch');
    expect(tree.exists(file)).toBe(false);
    expect(() => refuseService(tree, { name: 'new', description: 'New.', owner: '@anyone' })).not.toThrow();
  });

  it('is one of those who own something', () => {
    expect(ownersOf(tree)).toEqual(['@example/batch', '@example/platform', '@example/streaming']);
    expect(() => refuseService(tree, { name: 'new', description: 'New.', owner: '@nobody' })).toThrow(
      '.github/CODEOWNERS knows no @nobody: owners are @example/batch, @example/platform, @example/streaming',
    );
  });
});
