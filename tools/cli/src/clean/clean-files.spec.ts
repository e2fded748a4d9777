import { link, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CleanRuns, outcomeOf, titles } from './clean-runs.testing.js';

let runs: CleanRuns;
beforeEach(async () => {
  runs = await CleanRuns.make();
  await runs.write('in.tsv', titles(300, 3));
});
afterEach(() => runs.remove());

const clean = (...args: string[]) => runs.runHere(['--in', runs.at('in.tsv'), ...args]);
const cleanAlone = (...args: string[]) => runs.run(['--in', runs.at('in.tsv'), ...args]);

describe('sluice clean', () => {
  it('tells in one line of JSON what became of every record, and leaves nothing else behind', async () => {
    const ended = await cleanAlone('--out', runs.at('out.parquet'), '--json');
    const outcome = outcomeOf(ended);
    expect(Object.keys(outcome)).toEqual(['read', 'clean', 'rejected', 'reasons', 'seconds']);
    expect(outcome).toEqual({
      read: 300,
      clean: 297,
      rejected: 3,
      reasons: { field_count: 3 },
      seconds: expect.any(Number),
    });
    expect(outcome.seconds).toBeGreaterThan(0);
    expect(await runs.names()).toEqual(['in.tsv', 'out.parquet', 'out.parquet.rejects.ndjson.gz']);
    const bytes = await readFile(runs.at('out.parquet'));
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  });

  it('tells people where everything is', async () => {
    const { code, stdout, stderr } = await cleanAlone('--out', runs.at('out.tsv.gz'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^read +300 records of title-basics from .*in\.tsv in [\d.]+ s\nclean +297 → /);
    expect(stdout).toContain(`rejected  3 → ${runs.at('out.tsv.gz.rejects.ndjson.gz')}\n`);
    expect(stdout).toMatch(/\n +field_count +3\n$/);
  });

  it('explains every reject, in order', async () => {
    await clean('--out', runs.at('out.tsv'), '--rejects', runs.at('why.ndjson'));
    const rejects = await runs.rejects('why.ndjson');
    const lines = (await runs.text('in.tsv')).split('\n');
    expect(rejects.map(({ ordinal, line, raw }) => ({ ordinal, line, raw }))).toEqual(
      [0, 1, 2].map((ordinal) => ({ ordinal, line: ordinal + 2, raw: lines[ordinal + 1] })),
    );
    for (const reject of rejects)
      expect(reject).toMatchObject({
        reason: 'field_count',
        column: null,
        rule: expect.any(String),
        source: runs.at('in.tsv'),
      });
  });

  it.each(['tsv', 'tsv.gz', 'csv', 'csv.gz', 'ndjson', 'ndjson.gz'])(
    'cleaning its own %s again changes nothing',
    async (extension) => {
      const [first, second] = [runs.at(`one.${extension}`), runs.at(`two.${extension}`)];
      outcomeOf(await clean('--out', first, '--json'));
      const again = outcomeOf(await runs.runHere(['--in', first, '--out', second, '--json']));
      expect(again).toMatchObject({ read: 297, clean: 297, rejected: 0, reasons: {} });
      expect((await readFile(second)).equals(await readFile(first))).toBe(true);
    },
  );

  it('a clean file in the canonical form comes out as it was', async () => {
    await runs.write('in.tsv', titles(50));
    outcomeOf(await clean('--out', runs.at('out.tsv'), '--json'));
    expect(await runs.text('out.tsv')).toBe(titles(50));
  });

  it('writes a header and no rows where none is clean', async () => {
    await runs.write('in.tsv', titles(5, 5));
    const ended = await clean('--out', runs.at('out.tsv'), '--json', '--max-reject-ratio', '1');
    expect(outcomeOf(ended)).toMatchObject({ read: 5, clean: 0, rejected: 5 });
    expect(await runs.text('out.tsv')).toBe(titles(0));
  });

  it('reads what its name or --in-format says', async () => {
    await runs.write('in.tsv.gz', gzipSync(titles(20)));
    await runs.write('odd.name', titles(20));
    const out = ['--out', runs.at('out.parquet'), '--json'];
    expect(outcomeOf(await runs.runHere(['--in', runs.at('in.tsv.gz'), ...out])).clean).toBe(20);
    const odd = ['--in', runs.at('odd.name'), ...out];
    expect(outcomeOf(await runs.runHere([...odd, '--in-format', 'tsv'])).clean).toBe(20);
    expect((await runs.runHere(odd)).stderr).toMatch(/"odd.name" tells no format.*--in-format/);
  });
});

it('reads Parquet, whoever wrote it', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT * FROM read_csv('${runs.at('in.tsv')}', delim = '\t', quote = '', nullstr = '\\N', all_varchar = true,
     null_padding = true, strict_mode = false)) TO '${runs.at('in.parquet')}'`,
  );
  connection.closeSync();
  instance.closeSync();
  const ended = await runs.run(['--in', runs.at('in.parquet'), '--out', runs.at('out.tsv'), '--json']);
  expect(outcomeOf(ended)).toMatchObject({ read: 300, rejected: 0 });
  outcomeOf(await clean('--out', runs.at('direct.tsv'), '--json'));
  const [fromParquet, direct] = [await runs.text('out.tsv'), await runs.text('direct.tsv')];
  // The three lines that lack their last field are rows with a null in Parquet.
  const [header = '', ...rows] = fromParquet.trimEnd().split('\n');
  expect([header, ...rows.slice(3)]).toEqual(direct.trimEnd().split('\n'));
});

describe('what stood at the output', () => {
  it('a file is replaced, and rejects that are no longer true are gone', async () => {
    outcomeOf(await clean('--out', runs.at('out.tsv'), '--json'));
    await runs.write('in.tsv', titles(10));
    outcomeOf(await clean('--out', runs.at('out.tsv'), '--json'));
    expect(await runs.names()).toEqual(['in.tsv', 'out.tsv']);
    expect(await runs.text('out.tsv')).toBe(titles(10));
  });

  it('a file and its rejects stay when a later run fails', async () => {
    outcomeOf(await clean('--out', runs.at('out.tsv'), '--json'));
    const before = [await runs.text('out.tsv'), await runs.text('out.tsv.rejects.ndjson.gz')];
    await runs.write('in.tsv', titles(10, 9));
    expect((await clean('--out', runs.at('out.tsv'))).code).toBe(3);
    expect([await runs.text('out.tsv'), await runs.text('out.tsv.rejects.ndjson.gz')]).toEqual(before);
  });

  it('a folder with files is refused; with --overwrite the parts in it are replaced', async () => {
    outcomeOf(await clean('--out', runs.at('out/'), '--out-format', 'tsv', '--json'));
    await writeFile(runs.at('out/mine.txt'), 'mine');
    await writeFile(runs.at('out/part-00009.tsv.gz'), 'of an earlier run');
    const again = ['--out', runs.at('out/'), '--out-format', 'tsv', '--json'];
    expect((await clean(...again)).code).toBe(2);
    expect(await runs.names('out')).toEqual(['mine.txt', 'part-00000.tsv.gz', 'part-00009.tsv.gz']);
    await runs.write('in.tsv', titles(10));
    outcomeOf(await clean(...again, '--overwrite'));
    expect(await runs.names('out')).toEqual(['mine.txt', 'part-00000.tsv.gz']);
    expect(await runs.text('out/part-00000.tsv.gz')).toBe(titles(10));
    expect(await runs.names()).not.toContain('out.rejects.ndjson.gz');
  });

  it.each([
    ['its own name', (name: string) => Promise.resolve(name)],
    ['another path', (name: string) => Promise.resolve(name.replace(/\/([^/]*)$/, '/./x/../$1'))],
    [
      'a link',
      async (name: string) => {
        await symlink(name, `${name}.link.tsv`);
        return `${name}.link.tsv`;
      },
    ],
    [
      'a hard link',
      async (name: string) => {
        await link(name, `${name}.hard.tsv`);
        return `${name}.hard.tsv`;
      },
    ],
  ])('the input is never replaced by %s', async (_, other) => {
    await mkdir(runs.at('x'));
    const before = await runs.text('in.tsv');
    const out = await other(runs.at('in.tsv'));
    const { code, stderr } = await clean('--out', out);
    expect({ code, stderr: stderr.replace(/^.*--out/, '--out') }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^--out (?:is|would replace) the input/),
    });
    expect(await runs.text('in.tsv')).toBe(before);
  });

  it('nor is an input that is one of the parts', async () => {
    await mkdir(runs.at('parts'));
    await writeFile(runs.at('parts/part-00000.tsv'), titles(5));
    const args = ['--in', runs.at('parts/part-00000.tsv'), '--out', runs.at('parts/'), '--overwrite'];
    expect((await runs.runHere(args)).code).toBe(2);
    expect(await runs.names('parts')).toEqual(['part-00000.tsv']);
  });
});

it('output has the permissions that files and folders of this user have', async () => {
  await clean('--out', runs.at('out.tsv'));
  await clean('--out', runs.at('out/'));
  await writeFile(runs.at('plain'), '');
  await mkdir(runs.at('folder'));
  const modeOf = async (name: string) => (await stat(runs.at(name))).mode;
  for (const file of ['out.tsv', 'out.tsv.rejects.ndjson.gz', 'out/part-00000.parquet'])
    expect(await modeOf(file)).toBe(await modeOf('plain'));
  expect(await modeOf('out')).toBe(await modeOf('folder'));
});
