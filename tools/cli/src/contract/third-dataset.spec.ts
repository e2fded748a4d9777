import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root as workspace } from '../run-cli.testing.js';
import { ContractRoot, said } from './contract-root.testing.js';
import { datasetsFolder } from './contract-folder.js';
import { newContract } from './new.js';
import { contractList, listWith } from './register-contract.js';

/** What anybody does with contracts, without knowing any of them. */
const program = `
import { checkContracts, datasets, findDataset } from '@sluice/contracts';
import { cleanFile, detectFileFormat } from '@sluice/file-cleaning';

const [name, inputPath, outputDirectory] = process.argv.slice(2);
const dataset = findDataset(name);
const format = detectFileFormat(inputPath, dataset);
cleanFile({ dataset, inputPath, outputDirectory, sourceNumber: 0, threads: 1, ...format }).then((result) => {
  const statuses = checkContracts(datasets, new Map()).map(({ dataset, status }) => dataset + ' ' + status);
  console.log(JSON.stringify({ counts: result.counts, reasons: result.reasons, fault: result.fault, statuses }));
});
`;

let root: ContractRoot;
beforeAll(async () => {
  root = await ContractRoot.make();
});
afterAll(() => root.remove());

async function register(name: string): Promise<void> {
  await writeFile(join(root.path, contractList), listWith(await root.read(contractList), name));
}

async function clean(name: string, input: string): Promise<Record<string, unknown>> {
  const output = join(root.path, 'out');
  await mkdir(output, { recursive: true });
  const { stdout, stderr, code } = await root.run(program, [name, input, output]);
  expect([stderr, code]).toEqual(['', 0]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const boxRows = Array.from({ length: 6000 }, (_, index) => {
  const day = String((index % 28) + 1).padStart(2, '0');
  return `B${String(index).padStart(5, '0')},2026-02-${day},${index % 7 === 0 ? '' : (index * 1.25).toFixed(2)},"North, ${index % 9}"`;
});

it('a third dataset is one file and one line: inferred, compiled, and its file is cleaned', async () => {
  const input = join(root.path, 'box-office.csv.gz');
  await writeFile(input, gzipSync(['boxId,day,takings,Region', ...boxRows, ''].join('\n')));
  await said(() => newContract('box-office', { from: input }, root.path));
  expect(await clean('box-office', input)).toEqual({
    counts: { read: 6000, clean: 6000, rejected: 0 },
    reasons: {},
    statuses: ['box-office new', 'title-basics new', 'title-ratings new'],
  });

  const bad = join(root.path, 'bad.csv');
  await writeFile(
    bad,
    ['boxId,day,takings,Region', ...boxRows.slice(0, 18), 'B,2026-02-30,1,x', 'B,1', ''].join('\n'),
  );
  expect(await clean('box-office', bad)).toMatchObject({
    counts: { read: 20, clean: 18, rejected: 2 },
    reasons: { not_date: 1, field_count: 1 },
  });
});

it('the contract of the guide is one as well, and does what the guide says', async () => {
  const guide = await readFile(join(workspace, 'docs/contracts.md'), 'utf8');
  const [, source = ''] = /```ts\n(import [^]*?)```/.exec(guide) ?? [];
  const [, sales = ''] = /```\n(saleId,[^]*?)```/.exec(guide) ?? [];
  await writeFile(join(root.path, datasetsFolder, 'store-sales.ts'), source);
  await register('store-sales');
  const input = join(root.path, 'night.csv');
  const [header, ...rows] = sales.trimEnd().split('\n');
  const bad = '1900,2026-03-02T09:01:00+01:00,Oslo,AB-101,0,1.35,c1@example.org,';
  await writeFile(input, [header, ...Array.from({ length: 10 }, () => rows).flat(), bad, ''].join('\n'));
  expect(await clean('store-sales', input)).toMatchObject({
    counts: { read: 21, clean: 20, rejected: 1 },
    reasons: { out_of_range: 1 },
    statuses: expect.arrayContaining(['store-sales new']),
  });
});

it('a contract that cannot hold is told in one line, by any command', async () => {
  const broken =
    "import { text } from '../define-column.js';\nimport { defineDataset } from '../define-dataset.js';\n";
  await writeFile(
    join(root.path, datasetsFolder, 'broken.ts'),
    `${broken}export const broken = defineDataset({ name: 'broken', version: 1, table: { schema: 's', name: 'order' }, columns: [text('a', { maxBytes: 0 })], load: { mode: 'append' } });\n`,
  );
  await register('broken');
  const { stdout, stderr, code } = await root.run("import './main.js';", ['contract', 'check']);
  expect([stdout, code]).toEqual(['', 1]);
  expect(stderr).toMatch(
    /^sluice: contract broken: .*column "a": maxBytes is 1 to 65535.*: mend it in libs\/contracts\/src\/datasets\n$/,
  );
  expect(stderr).toContain('order');
});
