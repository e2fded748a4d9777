import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasets, integer, text, type Dataset } from '@sluice/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.testing.js';
import { check } from './check.js';
import { ContractRoot, said } from './contract-root.testing.js';

let root: ContractRoot;
beforeEach(async () => {
  root = await ContractRoot.make();
});
afterEach(() => root.remove());

/** The exit code, and what was said. */
async function checked(
  contracts: readonly Dataset[],
  { write = false, json = false, names = [] as string[] } = {},
): Promise<[number, string]> {
  let code = -1;
  const output = await said(async () => {
    code = await check(names, { write, json }, root.path, contracts);
  });
  return [code, output];
}

const [basics, ratings] = datasets as [Dataset, Dataset];
const grown = { ...basics, columns: [...basics.columns, integer('votes', { nullable: true })] };
const shortened = { ...basics, columns: [text('tconst', { maxBytes: 11 }), ...basics.columns.slice(1)] };

describe('contract check', () => {
  it('fails until contracts are recorded, then holds', async () => {
    expect(await checked([basics])).toEqual([
      1,
      expect.stringContaining('title-basics v1: new, not recorded yet'),
    ]);
    expect(await checked([basics], { write: true })).toEqual([
      0,
      expect.stringContaining('wrote libs/contracts/snapshots/title-basics.v1.json'),
    ]);
    expect(await checked([basics])).toEqual([0, 'title-basics v1: unchanged\n']);
  });

  it('records additive changes with their migration', async () => {
    await checked([basics], { write: true });
    const [code, output] = await checked([grown]);
    expect(code).toBe(1);
    expect(output).toContain('additive  votes: nullable column added');
    expect(await root.snapshots()).toEqual(['title-basics.v1.json']);
    expect((await checked([grown], { write: true }))[0]).toBe(0);
    expect(await root.snapshots()).toEqual(['title-basics.v1.1.sql', 'title-basics.v1.json']);
    expect((await checked([grown]))[0]).toBe(0);
  });

  it('refuses breaking changes, with --write too, until version and acceptsFrom say so', async () => {
    await checked([basics, ratings], { write: true });
    for (const write of [false, true]) {
      const [code, output] = await checked([shortened, ratings], { write });
      expect(code).toBe(1);
      expect(output).toContain('breaking  tconst: greatest length 12 became 11');
      expect(output).toContain(
        'set `version: 2` and, as it reads no records of v1 any more, `acceptsFrom: 2` in the contract',
      );
      expect(output).toContain('title-ratings v1: unchanged');
    }
    for (const write of [false, true]) {
      const [code, output] = await checked([{ ...shortened, version: 2 }, ratings], { write });
      expect(code).toBe(1);
      expect(output).toContain(
        'title-basics v2: BREAKS RECORDS of v1, which it says it reads (acceptsFrom: 1)',
      );
      expect(output).toContain('v1        tconst: greatest length 12 became 11');
      expect(output).toContain('set `acceptsFrom: 2` in the contract');
    }
    expect(await root.snapshots()).toEqual(['title-basics.v1.json', 'title-ratings.v1.json']);
    const bumped = { ...shortened, version: 2, acceptsFrom: 2 };
    expect((await checked([bumped, ratings]))[0]).toBe(1);
    expect((await checked([bumped, ratings], { write: true }))[0]).toBe(0);
    expect(await root.snapshots()).toEqual([
      'title-basics.v1.json',
      'title-basics.v2.json',
      'title-ratings.v1.json',
    ]);
  });

  it('looks at those that are named, removed ones too', async () => {
    await checked([basics, ratings], { write: true });
    expect(await checked([basics], { names: ['title-basics'] })).toEqual([0, 'title-basics v1: unchanged\n']);
    expect(await checked([basics], { names: ['title-ratings'] })).toEqual([
      1,
      expect.stringContaining('REMOVED'),
    ]);
    await expect(checked([basics], { names: ['nope'] })).rejects.toMatchObject({
      exitCode: 2,
      message: 'there is no dataset "nope": choose one of title-basics, title-ratings',
    });
  });

  it('says it in JSON', async () => {
    await checked([basics], { write: true });
    const [code, output] = await checked([grown], { json: true });
    expect(code).toBe(1);
    expect(output).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(output)).toEqual({
      ok: false,
      datasets: [
        {
          dataset: 'title-basics',
          status: 'additive',
          version: 1,
          acceptsFrom: 1,
          recordedVersion: 1,
          changes: [
            expect.objectContaining({ kind: 'additive', column: 'votes', what: 'nullable column added' }),
          ],
          toWrite: ['title-basics.v1.json', 'title-basics.v1.1.sql'],
        },
      ],
    });
  });

  it('says which snapshot cannot be read', async () => {
    await checked([basics], { write: true });
    const path = join(root.path, 'libs/contracts/snapshots/title-basics.v1.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"trim": false', '"trim": 0'));
    expect(await checked([basics])).toEqual([1, expect.stringMatching(/INVALID: .*columns\.0\.trim/)]);
  });
});

describe('sluice contract', () => {
  it('checks the committed contracts, and shows what derives from them', async () => {
    const [checks, ddl, docs, schema] = await Promise.all([
      runCli(['contract', 'check']),
      runCli(['contract', 'ddl', 'title-ratings']),
      runCli(['contract', 'docs', 'title-basics']),
      runCli(['contract', 'docs', 'title-ratings', '--format', 'json-schema']),
    ]);
    expect(checks).toEqual({
      code: 0,
      stdout: 'title-basics v1: unchanged\n\ntitle-ratings v1: unchanged\n',
      stderr: '',
    });
    expect(ddl.stdout).toContain('CREATE TABLE IF NOT EXISTS "imdb"."title_ratings" (');
    expect(ddl.stdout).toContain('-- imdb.title_ratings (tconst, average_rating, num_votes, rated_at)');
    expect(docs.stdout).toMatch(/^# title-basics\n/);
    expect(JSON.parse(schema.stdout)).toMatchObject({ title: 'title-ratings', type: 'object' });
  });

  it.each([
    [['check', 'nope'], /no dataset "nope": choose one of title-basics, title-ratings/],
    [['ddl', 'nope'], /choose one of title-basics, title-ratings/],
    [['docs', 'nope'], /choose one of title-basics, title-ratings/],
    [['docs', '--format', 'html'], /markdown, json-schema/],
    [['new'], /missing required argument 'name'/],
    [['new', 'Not A Name'], /kebab case/],
    [['bogus'], /unknown command 'bogus'/],
  ])('%j is a mistake in its use', async (args, line) => {
    const { code, stdout, stderr } = await runCli(['contract', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr).toMatch(/^sluice: .*\n$/);
  });
});
