import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphDocuments } from '../graph/graph-documents.js';
import { projectDocuments } from './project-documents.js';

/** A document as it is, and as it should be. */
export interface Document {
  /** Relative to the workspace's root. */
  readonly path: string;
  /** Empty where there is none yet. */
  readonly text: string;
  readonly wanted: string;
}

export interface Documents {
  readonly documents: readonly Document[];
  /** Why others could not be made, each beginning with the document's path. */
  readonly problems: readonly string[];
}

/** Everything that `npm run docs` writes: the READMEs of projects, and the two documents about all of them. */
export async function workspaceDocuments(root: string): Promise<Documents> {
  const { documents, problems } = projectDocuments(root);
  const whole = (await graphDocuments(root)).map(({ path, wanted }) => {
    const file = join(root, path);
    return { path, wanted, text: existsSync(file) ? readFileSync(file, 'utf8') : '' };
  });
  return { documents: [...documents, ...whole], problems };
}
