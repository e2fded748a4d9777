import { fault } from './fault.testing.js';
import type { Document } from './markdown.testing.js';
import type { WorkspaceTree } from './workspace-tree.testing.js';

const looksLikePath = /^(?:apps|libs|tools|infra|docs|\.github|\.ci)\/[\w./<>*…{},@+-]*$/;
/** Made by builds, tests and runs, so not in a fresh clone. */
const made = /(^|\/)(dist|out-tsc|node_modules|test-results|\.sluice|\.nx)(\/|$)/;
/** Not in the repository on purpose: each user's own. */
const usersOwn = /(^|\/)(backend\.hcl|terraform\.tfvars)$/;

/** Paths between backticks that are not there; `*`, `…` and `<name>` stand for anything, `{a,b}` for each. */
export function pathFaults(documents: readonly Document[], tree: WorkspaceTree): string[] {
  const paths = [...tree.files, ...tree.folders];
  return documents.flatMap((document) =>
    document.inlineCode.flatMap((code) => {
      if (!looksLikePath.test(code.text) || made.test(code.text) || usersOwn.test(code.text)) return [];
      const missing = alternatives(code.text.replace(/\/$/, '')).filter(
        (path) => !isThere(path, tree, paths),
      );
      return missing.map((path) =>
        fault(document, code, `path ${path}`, 'it does not exist; name what does, or `<…>` for what differs'),
      );
    }),
  );
}

function alternatives(path: string): string[] {
  const [all, choices] = /\{([^{}]*)\}/.exec(path) ?? [];
  if (all === undefined || choices === undefined) return [path];
  return choices.split(',').flatMap((choice) => alternatives(path.replace(all, choice)));
}

function isThere(path: string, { files, folders }: WorkspaceTree, paths: readonly string[]): boolean {
  if (files.has(path) || folders.has(path)) return true;
  if (!/[*…<]/.test(path)) return false;
  const pattern = path
    .replace(/[.+]/g, '\\$&')
    .replace(/\*\*|…/g, '\0')
    .replace(/\*|<[^>]*>/g, '[^/]*')
    .replaceAll('\0', '.*');
  return paths.some((candidate) => new RegExp(`^${pattern}$`).test(candidate));
}
