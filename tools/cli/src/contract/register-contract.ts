import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetsFolder } from './contract-folder.js';
import { exportName } from './contract-source.js';

/** Every contract has a line here. */
const list = join(datasetsFolder, 'contracts.ts');

/** Adds a contract's line to the list, in the order of the names; once. */
export async function registerContract(
  root: string,
  name: string,
): Promise<{ readonly file: string; readonly isNew: boolean }> {
  const path = join(root, list);
  const text = await readFile(path, 'utf8');
  if (text.includes(`from './${name}.js';`)) return { file: list, isNew: false };
  const line = `export { ${exportName(name)} } from './${name}.js';`;
  const lines = text.trimEnd().split('\n');
  const nameOf = (each: string) => /from '\.\/(.+)\.js';$/.exec(each)?.[1];
  const next = lines.findIndex((each) => (nameOf(each) ?? '') > name);
  lines.splice(next < 0 ? lines.length : next, 0, line);
  await writeFile(path, `${lines.join('\n')}\n`);
  return { file: list, isNew: true };
}
