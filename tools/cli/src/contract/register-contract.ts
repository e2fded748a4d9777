import { join } from 'node:path';
import { datasetsFolder } from './contract-folder.js';
import { exportName } from './contract-source.js';

/** Every contract has a line here. */
export const contractList = join(datasetsFolder, 'contracts.ts');

/** The list with a contract's line, in the order of the names; the same text when it has one. */
export function listWith(text: string, name: string): string {
  if (text.includes(`from './${name}.js';`)) return text;
  const line = `export { ${exportName(name)} } from './${name}.js';`;
  const lines = text.trimEnd().split('\n');
  const nameOf = (each: string) => /from '\.\/(.+)\.js';$/.exec(each)?.[1];
  const next = lines.findIndex((each) => (nameOf(each) ?? '') > name);
  lines.splice(next < 0 ? lines.length : next, 0, line);
  return `${lines.join('\n')}\n`;
}
