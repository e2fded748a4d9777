import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasets, integer, text, titleBasics, titleRatings, type Dataset } from '@sluice/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.testing.js';
import { check } from './check.js';
import { ContractRoot, said } from './contract-root.testing.js';
import { ddl } from './ddl.js';
import { docs } from './docs.js';
import { newContract } from './new.js';

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

const [basics, ratings] = [titleBasics, titleRatings];
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
  it('checks the committed contracts', async () => {
    expect(await runCli(['contract', 'check'])).toEqual({
      code: 0,
      stdout: datasets.map(({ name, version }) => `${name} v${version}: unchanged\n`).join('\n'),
      stderr: '',
    });
  });

  it('shows what derives from them', async () => {
    const tables = await said(() => ddl(['title-ratings']));
    expect(tables).toContain('CREATE TABLE IF NOT EXISTS "imdb"."title_ratings" (');
    expect(tables).toContain('-- imdb.title_ratings (tconst, average_rating, num_votes, rated_at)');
    expect(await said(() => docs(['title-basics'], { format: 'markdown' }))).toMatch(/^# title-basics\n/);
    const schema = await said(() => docs(['title-ratings'], { format: 'json-schema' }));
    expect(JSON.parse(schema)).toMatchObject({ title: 'title-ratings', type: 'object' });
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'check nope',
      () => check(['nope'], { write: false, json: false }, root.path),
      /no dataset "nope": choose one of .*title-basics, .*title-ratings/,
    ],
    ['ddl nope', () => ddl(['nope']), /choose one of .*title-basics, .*title-ratings/],
    [
      'docs nope',
      () => docs(['nope'], { format: 'markdown' }),
      /choose one of .*title-basics, .*title-ratings/,
    ],
    ['new "Not A Name"', () => newContract('Not A Name', {}, root.path), /kebab case/],
  ])('%s is a mistake in its use', async (_line, command, message) => {
    const output = await said(() =>
      expect(Promise.resolve().then(command)).rejects.toMatchObject({
        name: 'CliError',
        exitCode: 2,
        message: expect.stringMatching(message),
      }),
    );
    expect(output).toBe('');
  });

  // What the command line says of itself, and one that the command says.
  it.each([
    [['check', 'nope'], /no dataset "nope": choose one of .*title-basics, .*title-ratings/],
    [['docs', '--format', 'html'], /markdown, json-schema/],
    [['new'], /missing required argument 'name'/],
    [['bogus'], /unknown command 'bogus'/],
  ])('%j ends with 2', async (args, line) => {
    const { code, stdout, stderr } = await runCli(['contract', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr).toMatch(/^sluice: .*\n$/);
  });
});
