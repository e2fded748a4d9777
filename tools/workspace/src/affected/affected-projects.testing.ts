import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@nx/devkit';
import { filterAffected } from 'nx/src/project-graph/affected/affected-project-graph';
import { calculateFileChanges } from 'nx/src/project-graph/file-utils';
import { vi } from 'vitest';
import { workspaceGraph } from './workspace-graph.testing.js';

/** A file's text before a change, made from what it is now. */
export type Before = (text: string) => string;

/**
 * Names of the projects that `nx affected` picks when one file changes.
 * @param file a path from the root; it need not exist
 * @param before what of it changed: unless said, anything may have
 */
export async function affectedBy(file: string, before?: Before): Promise<readonly string[]> {
  // Else the plugins are started once more, each as a process.
  vi.stubEnv('NX_ISOLATE_PLUGINS', 'false');
  try {
    const changes = before
      ? calculateFileChanges([file], { base: 'before', head: 'after' }, (path, revision) => {
          const text = readFileSync(join(workspaceRoot, path), 'utf8');
          return revision === 'before' ? before(text) : text;
        })
      : calculateFileChanges([file]);
    return Object.keys((await filterAffected(await workspaceGraph(), changes)).nodes);
  } finally {
    vi.unstubAllEnvs();
  }
}
