import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { FsTree } from 'nx/src/generators/tree';

export const workspace = join(import.meta.dirname, '..', '..', '..');

/** The workspace as it stands, for generators to write into; nothing of it reaches the disk. */
export const workspaceTree = (): Tree => new FsTree(workspace, false);

export const changesOf = (tree: Tree): string[] =>
  tree
    .listChanges()
    .map(({ type, path }) => `${type} ${path}`)
    .sort();

export const textOf = (tree: Tree, file: string): string => tree.read(file, 'utf8') ?? '';

export const jsonOf = <T>(tree: Tree, file: string): T => JSON.parse(textOf(tree, file)) as T;
