import { beforeAll, describe, expect, it } from 'vitest';
import { workspaceDocuments, type Documents } from './documents/workspace-documents.js';
import { workspaceRoot } from './workspace-root.testing.js';

describe('the documents of this workspace', () => {
  let made: Documents;
  beforeAll(async () => {
    made = await workspaceDocuments(workspaceRoot);
  });

  it('can all be made', () => {
    expect(made.problems).toEqual([]);
    expect(made.documents.length).toBeGreaterThan(30);
  });

  it('say what the projects say: `npm run docs` writes them anew', () => {
    const stale = made.documents.filter(({ text, wanted }) => text !== wanted).map(({ path }) => path);
    expect(stale).toEqual([]);
  });

  it('of projects begin with the name of the project and a paragraph on what it is for', () => {
    const readmes = made.documents.filter(({ path }) => path.endsWith('/README.md'));
    const others = readmes.filter(({ path, text }) => {
      const name = path.split('/').at(-2);
      const [title, paragraph = ''] = text.split('\n\n');
      return title !== `# ${name}` || !/^[\w`][^|]*[.:]$/.test(paragraph);
    });
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  it('of apps have the same parts in the same order', () => {
    const order =
      /^## (?:Reads\n[^]*^## Writes|Reads and writes)\n[^]*^## Environment\n[^]*^## Metrics\n[^]*^## When it fails\n/m;
    const apps = made.documents.filter(({ path }) => path.startsWith('apps/'));
    expect(apps.length).toBeGreaterThanOrEqual(4);
    expect(apps.filter(({ text }) => !order.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
