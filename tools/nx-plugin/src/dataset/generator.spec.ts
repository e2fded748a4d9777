import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { checkContracts, type Dataset } from '@sluice/contracts';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changesOf, textOf, workspace, workspaceTree } from '../workspace-tree.testing.js';
import datasetGenerator from './generator.js';

const datasets = 'libs/contracts/src/datasets';
const snapshots = 'libs/contracts/snapshots';
const list = `${datasets}/contracts.ts`;
/** What no dataset here is called. */
const name = 'probe-of-generators';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-dataset-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let tree: Tree;
beforeEach(() => {
  tree = workspaceTree();
});

/** The dataset that a generated contract defines. */
async function definedIn(file: string): Promise<Dataset> {
  const { outputFiles } = await build({
    stdin: { contents: textOf(tree, file), resolveDir: join(workspace, datasets), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    conditions: ['@sluice/source'],
  });
  const loaded = { exports: {} as Record<string, Dataset> };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(
    loaded,
    loaded.exports,
    () => ({}),
  );
  const [dataset] = Object.values(loaded.exports);
  if (!dataset) throw new Error(`${file} defines no dataset`);
  return dataset;
}

const sample = (content: string): string => {
  const from = join(folder, 'sample.csv');
  writeFileSync(from, content);
  return from;
};

describe('sluice:dataset', () => {
  it.each([
    ['without a sample', undefined],
    ['from a sample', 'saleId,soldAt,price\n1,2026-03-02T09:01:00Z,1.35\n2,2026-03-02T09:02:00Z,2.1\n'],
  ])('writes a contract that is recorded as it stands, %s', async (_how, content) => {
    await datasetGenerator(tree, { name, ...(content && { from: sample(content) }) });
    const snapshot = `${name}.v1.json`;
    expect(changesOf(tree)).toEqual([
      `CREATE ${snapshots}/${snapshot}`,
      `CREATE ${datasets}/${name}.ts`,
      `UPDATE ${list}`,
    ]);
    const dataset = await definedIn(`${datasets}/${name}.ts`);
    expect(dataset.columns.map((column) => column.name)).toEqual(
      content ? ['sale_id', 'sold_at', 'price'] : ['id'],
    );
    const recorded = new Map([[snapshot, textOf(tree, `${snapshots}/${snapshot}`)]]);
    expect(checkContracts([dataset], recorded)).toMatchObject([{ status: 'unchanged', writes: [] }]);
    expect(textOf(tree, list)).toContain(`export { probeOfGenerators } from './${name}.js';\n`);
  });

  it.each([
    ['Bad_Name', undefined, /kebab case/],
    ['registry', undefined, /taken by Sluice/],
    ['title-basics', undefined, /title-basics\.ts exists and differs/],
    [name, '', /no first line/],
    [name, 'a,a\n1,2\n', /names "a" twice/],
  ])('refuses %s from %j, and writes nothing', async (asked, content, problem) => {
    const from = content === undefined ? {} : { from: sample(content) };
    await expect(datasetGenerator(tree, { name: asked, ...from })).rejects.toThrow(problem);
    expect(changesOf(tree)).toEqual([]);
  });

  it('refuses what it wrote already', async () => {
    await datasetGenerator(tree, { name });
    const before = changesOf(tree);
    await expect(datasetGenerator(tree, { name })).rejects.toThrow(`there is a dataset ${name} already`);
    expect(changesOf(tree)).toEqual(before);
  });

  it('refuses the name of a dataset that was removed', async () => {
    await datasetGenerator(tree, { name });
    tree.delete(`${datasets}/${name}.ts`);
    tree.write(
      `${snapshots}/${name}.v1.json`,
      textOf(tree, `${snapshots}/${name}.v1.json`).replace('text', 'date'),
    );
    await expect(datasetGenerator(tree, { name })).rejects.toThrow(`a dataset ${name} that was removed`);
    expect(tree.exists(`${datasets}/${name}.ts`)).toBe(false);
  });
});
