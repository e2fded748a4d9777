import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace-root.testing.js';

/** A file's text; `path` is relative to the root. */
export const readText = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A file's JSON; `path` is relative to the root. */
export const readJson = (path: string): unknown => JSON.parse(readText(path));

/** What is in the workspace and not made by its tools: paths relative to the root, with forward slashes. */
export interface WorkspaceTree {
  files: ReadonlySet<string>;
  folders: ReadonlySet<string>;
}

let tree: WorkspaceTree | undefined;

/**
 * The workspace's files and folders, walked once. What `.gitignore` names is left out, so that a document cannot lean on
 * what only a build has made; git itself is not asked, so that it works in an unpacked archive too.
 */
export function workspaceTree(): WorkspaceTree {
  tree ??= walk();
  return tree;
}

function walk(): WorkspaceTree {
  const ignored = readText('.gitignore').split('\n').filter(Boolean);
  const names = new Set(['.git', ...ignored.map((line) => line.replace(/\/$/, ''))]);
  const endings = ignored.filter((line) => line.startsWith('*')).map((line) => line.slice(1));
  const files = new Set<string>();
  const folders = new Set<string>();
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (names.has(entry.name) || endings.some((ending) => entry.name.endsWith(ending))) continue;
      if (entry.isDirectory()) {
        folders.add(path);
        pending.push(path);
      } else files.add(path);
    }
  }
  return { files, folders };
}

/** The folders that npm, and so Nx, takes for projects, sorted. */
export const projectFolders = (): string[] =>
  [...workspaceTree().files]
    .filter((path) => path.endsWith('/package.json') && !path.includes('/src/'))
    .map((path) => path.slice(0, -'/package.json'.length))
    .sort();
