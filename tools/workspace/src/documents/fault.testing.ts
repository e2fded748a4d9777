import type { Document, Located } from './markdown.testing.js';

/** What is wrong in a document, as one line: where, what, and what to do. */
export const fault = (document: Document, { line }: Located, what: string, remedy: string): string =>
  `${document.path}:${line}: ${what}: ${remedy}`;
