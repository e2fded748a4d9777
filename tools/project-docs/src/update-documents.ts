import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceDocuments } from './documents/workspace-documents.js';

export interface Output {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/**
 * Writes what is stale, or only names it. What cannot be made keeps the others from nothing.
 * @returns the exit code: 1 when something cannot be made, or is stale and was not to be written
 */
export async function updateDocuments(
  root: string,
  { check }: { readonly check: boolean },
  { out, error }: Output,
): Promise<0 | 1> {
  const { documents, problems } = await workspaceDocuments(root);
  const stale = documents.filter(({ text, wanted }) => text !== wanted);
  for (const { path, wanted } of stale) {
    if (!check) writeFileSync(join(root, path), wanted);
    out(`${check ? 'stale' : 'written'}: ${path}`);
  }
  for (const problem of problems) error(problem);
  if (!check || stale.length === 0) return problems.length > 0 ? 1 : 0;
  error('Run `npm run docs`.');
  return 1;
}
