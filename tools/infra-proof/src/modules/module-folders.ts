import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../terraform/workspace-root.js';

/** Every module below `infra/modules`, and the stack that is made of them, as folders below `infra`. */
export function moduleFolders(): readonly string[] {
  const modules = readdirSync(join(workspaceRoot, 'infra', 'modules'), { withFileTypes: true });
  return [...modules.filter((entry) => entry.isDirectory()).map(({ name }) => `modules/${name}`), 'stack'];
}

/** Its test files, by their path in the module. */
export function testTexts(folder: string): ReadonlyMap<string, string> {
  const tests = join(workspaceRoot, 'infra', folder, 'tests');
  const files = existsSync(tests) ? readdirSync(tests).filter((name) => name.endsWith('.tftest.hcl')) : [];
  return new Map(files.map((name) => [`tests/${name}`, readFileSync(join(tests, name), 'utf8')]));
}

/** `<file>: <run>` for each of its runs. */
export const declaredRuns = (folder: string): readonly string[] =>
  [...testTexts(folder)].flatMap(([file, text]) =>
    [...text.matchAll(/^run "([^"]+)" \{$/gm)].map(([, run]) => `${file}: ${run}`),
  );
