import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processorBundle } from './bundles.testing.js';

/**
 * Writes a program that is the processor's bundle, but for this: whoever stages a load that has the source for one of its
 * own is gone, as if the source's rows were more than it could bear.
 * @returns the program's path
 */
export async function mineProcessor(directory: string, sourceId: string): Promise<string> {
  const path = join(directory, 'mined-processor.cjs');
  const program = `
const { readFileSync } = require('node:fs');
const files = require('node:fs/promises');
const { open } = files;
files.open = (path, ...options) => {
  if (String(path).endsWith('sources.parquet') && readFileSync(path).includes(${JSON.stringify(sourceId)}))
    process.kill(process.pid, 'SIGKILL');
  return open(path, ...options);
};
require(${JSON.stringify(processorBundle)});
`;
  await writeFile(path, program);
  return path;
}
