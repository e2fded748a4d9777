import type { Tree } from '@nx/devkit';

const file = '.github/CODEOWNERS';

const wordsOf = (line: string): readonly string[] => (line.split('#')[0] ?? '').trim().split(/\s+/);

/** Everybody who owns something, sorted; nobody where there is no such file. */
export function ownersOf(tree: Tree): readonly string[] {
  const text = tree.exists(file) ? (tree.read(file, 'utf8') ?? '') : '';
  return [...new Set(text.split('\n').flatMap((line) => wordsOf(line).slice(1)))].sort();
}

/** Adds a folder's line below the last one of its owner, or at the end; does nothing where nobody owns anything. */
export function addOwner(tree: Tree, folder: string, owner: string): void {
  const text = tree.exists(file) ? tree.read(file, 'utf8') : null;
  if (text === null) return;
  const path = `/${folder}/`;
  const lines = text.trimEnd().split('\n');
  if (lines.some((line) => wordsOf(line)[0] === path)) return;
  // Not below the line for everything: the last line that matches decides, and it would be among the first.
  const last = lines.findLastIndex((line) => {
    const [pattern, ...owners] = wordsOf(line);
    return pattern?.startsWith('/') && owners.length === 1 && owners[0] === owner;
  });
  const column = Math.max(...lines.map((line) => (line.startsWith('#') ? 0 : line.indexOf('@'))));
  lines.splice(last < 0 ? lines.length : last + 1, 0, `${path} `.padEnd(column) + owner);
  tree.write(file, `${lines.join('\n')}\n`);
}
