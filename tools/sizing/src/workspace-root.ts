import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The workspace that the running script belongs to; npm links it, so links are followed. */
export function workspaceRoot(script = process.argv[1] ?? ''): string {
  for (let folder = dirname(realpathSync(script)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'infra', 'topology.json'))) return folder;
    if (folder === dirname(folder)) throw new Error('infra/topology.json was not found above the script');
  }
}
