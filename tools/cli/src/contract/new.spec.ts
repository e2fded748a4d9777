import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sampleFileLines, titleBasics, titleRatings } from '@sluice/contracts';
import { check as isFormatted } from 'prettier';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root as workspace } from '../run-cli.testing.js';
import { ContractRoot, said } from './contract-root.testing.js';
import { newContract } from './new.js';

let root: ContractRoot;
beforeEach(async () => {
  root = await ContractRoot.make();
});
afterEach(() => root.remove());

const file = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(root.path, name);
  await writeFile(path, content);
  return path;
};
const make = (name: string, from?: string) =>
  said(() => newContract(name, from === undefined ? {} : { from }, root.path));
const sourceOf = (name: string) => root.read(`libs/contracts/src/datasets/${name}.ts`);
const list = () => root.read('libs/contracts/src/datasets/contracts.ts');

/** The columns of a contract's source, a line each. */
async function columnsOf(name: string): Promise<string[]> {
  const lines = (await sourceOf(name)).split('\n');
  const start = lines.indexOf('  columns: [');
  return lines
    .slice(start + 1, lines.indexOf('  ],', start))
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('//'));
}

const films = [
  'filmId;Title;release date;Gross ($);seen;score;watched_at;order;notes;extra',
  'f1;Anna;2020-01-31;1250000.50;yes;1e-3;2026-01-31T09:30:00Z;3;"a ""b""";"{""a"":1}"',
  'f2;"Bo;b";2021-02-01;99.9;no;2;2026-01-31 09:30:00+01:00;NA;;[]',
  'f3;Cy;2021-02-02;-0.25;no;-4.5e10;2026-02-01T00:00:00.5Z;12;;{}',
];

describe('contract new', () => {
  it('writes a contract to go on with, and its line', async () => {
    expect(await make('shop-sales')).toBe(`wrote libs/contracts/src/datasets/shop-sales.ts
added a line to libs/contracts/src/datasets/contracts.ts
Answer the questions in it, then record it: npx sluice contract check --write
`);
    expect(await columnsOf('shop-sales')).toEqual(["text('id', { maxBytes: 64 }),"]);
    expect((await list()).split('\n').filter((line) => line.startsWith('export'))).toEqual([
      "export { shopSales } from './shop-sales.js';",
      "export { titleBasics } from './title-basics.js';",
      "export { titleRatings } from './title-ratings.js';",
    ]);
  });

  it('gives a table no name that is reserved', async () => {
    await make('order');
    expect(await sourceOf('order')).toContain("table: { schema: 'public', name: 'order_rows' },");
  });

  it('infers the narrowest types of a csv file', async () => {
    const from = await file('films.csv.gz', gzipSync(films.join('\r\n')));
    expect(await make('films', from)).toMatch(/^3 records read, 3 accepted by the contract\n/);
    expect(await columnsOf('films')).toEqual([
      "text('film_id', { from: 'filmId', maxBytes: 16 }),",
      "text('title', { from: 'Title', maxBytes: 16 }),",
      "date('release_date', { from: 'release date' }),",
      "decimal('gross', { from: 'Gross ($)', precision: 13, scale: 2 }),",
      "boolean('seen', { trueTexts: ['yes'], falseTexts: ['no'] }),",
      "double('score'),",
      "timestamp('watched_at'),",
      "integer('order_value', { from: 'order', nullable: true, nullTokens: ['NA'] }),",
      "text('notes', { nullable: true, maxBytes: 16 }),",
      "json('extra', { maxBytes: 16 }),",
    ]);
    const source = await sourceOf('films');
    expect(source).toContain("nullTokens: [''],");
    expect(source).toContain("file: { format: 'csv', csvDelimiter: ';' },");
    expect(source).toContain(
      '// No value was seen twice in film_id, title, release_date, gross, watched_at.',
    );
  });

  it('infers from ndjson, by the types of JSON', async () => {
    const records = [
      { id: 1, big: '9007199254740993', ok: true, price: 9.5, tags: ['a', 'b'], place: { x: 1 }, kind: 'a' },
      { id: 2, big: '1', ok: false, price: 10, tags: ['c'], place: { x: 2 }, note: null, kind: 7 },
    ];
    const from = await file('events', records.map((record) => JSON.stringify(record)).join('\n\n'));
    expect(await make('events', from)).toMatch(/^2 records read, 2 accepted/);
    expect(await columnsOf('events')).toEqual([
      "integer('id'),",
      "bigint('big'),",
      "boolean('ok'),",
      "decimal('price', { precision: 7, scale: 1 }),",
      "list('tags', { maxBytes: 16 }),",
      "json('place', { maxBytes: 16 }),",
      "text('kind', { maxBytes: 16 }),",
      "text('note', { nullable: true, maxBytes: 256 }),",
    ]);
  });

  it('reads quotes in tsv only where the fields need them', async () => {
    const plain = await file('plain.tsv', 'a\tb\n"x\t1\n"y"\t2\n');
    expect(await make('plain', plain)).toMatch(/^2 records read, 2 accepted/);
    expect(await sourceOf('plain')).toContain("file: { format: 'tsv' },");
    const quoted = await file('quoted.tsv', 'a\tb\n"x\ty"\t1\n"y"\t2\n');
    expect(await make('quoted', quoted)).toMatch(/^2 records read, 2 accepted/);
    expect(await sourceOf('quoted')).toContain(`file: { format: 'tsv', tsvQuote: '"' },`);
  });

  it('counts records of another length, and takes columns of no value and odd names', async () => {
    const from = await file('odd.csv', '\ufeff1st,none,user,User,"naïve ""q""\'s"\n1,,2,3,4\n1,2\n');
    expect(await make('odd', from)).toMatch(/^2 records read, 1 accepted/);
    expect(await columnsOf('odd')).toEqual([
      "integer('c_1st', { from: '1st' }),",
      "text('none', { nullable: true, maxBytes: 256 }),",
      "integer('user_value', { from: 'user' }),",
      "integer('user_value_2', { from: 'User' }),",
      `integer('nai_ve_q_s', { from: 'naïve "q"\\'s' }),`,
    ]);
  });

  it('asks what a file does not tell', async () => {
    const from = await file('ask.tsv', 'flag\ttags\tnone\tmail\n0\ta,b\t\\N\ta@b.org\n1\tc\t\\N\tc@d.org\n');
    await make('ask', from);
    const source = await sourceOf('ask');
    for (const question of [
      /make it an integer/,
      /make it a list/,
      /which type is it\?/,
      /Personal\?/,
      /`{ mode: 'upsert'/,
    ])
      expect(source).toMatch(question);
  });

  it('is done once, and never overwrites', async () => {
    await make('shop-sales');
    const before = await list();
    expect(await make('shop-sales')).toMatch(/^unchanged .*\nunchanged /);
    expect(await list()).toBe(before);
    const from = await file('x.tsv', 'a\n1\n');
    await expect(make('shop-sales', from)).rejects.toThrow(/shop-sales\.ts exists and differs: edit it/);
    await expect(make('title-basics')).rejects.toThrow(/exists and differs/);
  });

  it.each([
    ['Shop', 'kebab case'],
    ['a--b', 'kebab case'],
    ['../x', 'kebab case'],
    ['registry', 'taken'],
    ['unrouted', 'taken'],
  ])('refuses the name %s', async (name, line) => {
    await expect(make(name)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(line) });
  });

  it.each([
    ['x.csv', '', /no first line/],
    ['x.csv', 'a,"b"c\n1,2\n', /not quoted as csv is/],
    ['x.csv', 'a,a\n1,2\n', /names "a" twice/],
    ['x.csv', 'a,\n1,2\n', /no contract can be made of this: column "column_2": its source has no name/],
    ['x.ndjson', '[1]\n', /no JSON object/],
    ['x.parquet', 'PAR1', /cannot be read here/],
    ['x.csv', Buffer.from([0x61, 0x0a, 0xff]), /not UTF-8 in line 2/],
    ['x.csv.gz', 'no gzip', /cannot be read: /],
  ])('refuses %s that holds %j', async (name, content, line) => {
    await expect(make('x', await file(name, content))).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(line),
    });
  });

  it('takes every record of what other contracts describe, formatted and typed as it should', async () => {
    for (const dataset of [titleBasics, titleRatings]) {
      const lines = [...sampleFileLines(dataset, { rows: 3000, seed: 4, faultRatio: 0 })];
      const from = await file(`${dataset.name}.tsv`, lines.map(({ line }) => `${line}\n`).join(''));
      expect(await make(`copy-of-${dataset.name}`, from)).toMatch(/^3000 records read, 3000 accepted/);
    }
    await make('films', await file('films.csv', films.join('\n')));
    const names = ['copy-of-title-basics', 'copy-of-title-ratings', 'films'];
    for (const name of names) {
      const options = { parser: 'typescript', singleQuote: true, printWidth: 110 };
      expect([name, await isFormatted(await sourceOf(name), options)]).toEqual([name, true]);
    }
    const typescript = join(workspace, 'node_modules/typescript/bin/tsc');
    const base = join(workspace, 'tsconfig.base.json');
    const compilerOptions = { noEmit: true, composite: false };
    const files = ['libs/contracts/src/datasets/registry.ts'];
    await file('tsconfig.json', JSON.stringify({ extends: base, compilerOptions, files }));
    await file('package.json', '{"type":"module"}');
    const { stdout, status } = spawnSync(process.execPath, [typescript, '-p', root.path], {
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });
});
