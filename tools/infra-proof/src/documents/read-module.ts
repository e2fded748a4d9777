import { createRequire } from 'node:module';

/** A block of `variables.tf` or `outputs.tf`, its attributes as they are written. */
export interface Block {
  readonly kind: 'variable' | 'output';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly rules: readonly string[];
}

interface Documents {
  readModule(folder: string): { readonly variables: readonly Block[]; readonly outputs: readonly Block[] };
  /** READMEs that say otherwise than their module. */
  updateDocuments(root: string, check: boolean): readonly string[];
}

interface Blocks {
  readBlocks(text: string, file: string): readonly Block[];
}

// What runs without a build is plain JavaScript.
const require = createRequire(import.meta.url);
export const { readModule, updateDocuments } = require('../../bin/docs/documents.cjs') as Documents;
export const { readBlocks } = require('../../bin/docs/read-blocks.cjs') as Blocks;
