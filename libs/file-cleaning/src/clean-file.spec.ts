import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { defineDataset, recordValidator, sampleFileLines, titleBasics } from '@sluice/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  film,
  films,
  gzip,
  header,
  namesIn,
  quarantined,
  readParts,
  verdicts,
  WorkFolder,
} from './cleaned-files.testing.js';
import { Engine } from './engine.js';
import { AccountingError, CleaningEnvironmentError } from './errors.js';

let work: WorkFolder;
beforeAll(async () => {
  work = await WorkFolder.make();
});
afterAll(() => work.remove());

const sample = (rows: number, seed = 5): { content: string; expected: string[] } => {
  const [head, ...lines] = [...sampleFileLines(titleBasics, { rows, seed, faultRatio: 0.05 })];
  return {
    content: `${[head, ...lines].map((entry) => entry?.line).join('\n')}\n`,
    expected: lines.map(({ expected, column }, ordinal) =>
      [ordinal, expected === 'valid' ? 'ok' : expected, ...(column === null ? [] : [column])].join(' '),
    ),
  };
};

describe('cleanFile', () => {
  it('gives each record of a sample the verdict it was made for', async () => {
    const { content, expected } = sample(5000);
    const result = await work.cleaned(gzip(content), { dataset: titleBasics, compression: 'gzip' });
    expect(await verdicts(result)).toEqual(expected);
    const bad = expected.filter((verdict) => !verdict.endsWith('ok')).length;
    expect(result.counts).toEqual({ read: 5000, clean: 5000 - bad, rejected: bad });
    expect(Object.keys(result.reasons).length).toBeGreaterThanOrEqual(8);
    expect(Object.values(result.reasons).reduce((sum, count) => (sum ?? 0) + (count ?? 0), 0)).toBe(bad);
  });

  it('gives the values that the stream’s validator gives', async () => {
    const { content } = sample(300);
    const [head = '', ...lines] = content.trimEnd().split('\n');
    const names = head.split('\t');
    const validate = recordValidator(titleBasics);
    const expected = lines.flatMap((line) => {
      const fields = line.split('\t');
      const verdict = validate(Object.fromEntries(names.map((name, index) => [name, fields[index]])));
      return verdict.ok && fields.length === names.length && !line.includes('\r') ? [verdict.row] : [];
    });
    const result = await work.cleaned(content, { dataset: titleBasics });
    const columns = titleBasics.columns.map(({ name }) => name);
    const rows = await readParts(result.rows, columns.join(', '));
    expect(rows.map((row) => columns.map((name) => row[name]))).toEqual(expected);
  });

  it('writes the layouts that the loader copies by position', async () => {
    const result = await work.cleaned(`${header}\n${film(1)}\nbad\n`);
    const typesOf = async (parts: typeof result.rows) => {
      const [row = {}] = await readParts(parts, 'typeof(COLUMNS(*))');
      return Object.entries(row);
    };
    expect(await typesOf(result.rows)).toEqual([
      ['_source_no', 'INTEGER'],
      ['_ordinal', 'BIGINT'],
      ['_record_id', 'VARCHAR'],
      ['_arrived_at', 'TIMESTAMP'],
      ['id', 'VARCHAR'],
      ['title', 'VARCHAR'],
      ['is_adult', 'BOOLEAN'],
      ['year', 'INTEGER'],
      ['genres', 'VARCHAR'],
    ]);
    expect(await readParts(result.rows, '_source_no, _ordinal, _record_id, _arrived_at')).toEqual([
      { _source_no: 7, _ordinal: '0', _record_id: null, _arrived_at: null },
    ]);
    expect(await typesOf(result.rejects)).toEqual([
      ['_source_no', 'INTEGER'],
      ['_ordinal', 'BIGINT'],
      ['_record_id', 'VARCHAR'],
      ['_arrived_at', 'TIMESTAMP'],
      ['reason', 'VARCHAR'],
      ['column_name', 'VARCHAR'],
      ['rule', 'VARCHAR'],
      ['value_preview', 'VARCHAR'],
    ]);
    expect(result.rows[0]?.sizeBytes).toBe((await readFile(result.rows[0]?.path ?? '')).length);
  });

  it('is the same every time, at any number of threads', async () => {
    const { content } = sample(20_000);
    const runs = [];
    for (const threads of [1, 2, 4]) {
      const result = await work.cleaned(content, { dataset: titleBasics, threads });
      runs.push({
        rows: await readParts(result.rows),
        rejects: await Promise.all(result.rejects.map(({ path }) => readFile(path, 'hex'))),
        quarantine: await readFile(result.quarantine?.path ?? '', 'hex'),
      });
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
    const ordinals = runs[0]?.rows.map((row) => Number(row['_ordinal'])) ?? [];
    expect(ordinals).toEqual([...ordinals].sort((one, other) => one - other));
  });

  it('keeps order and ordinals over many chunks', async () => {
    const title = 'x'.repeat(1900);
    const lines = Array.from({ length: 30_000 }, (_, n) => (n % 1000 === 999 ? 'bad' : film(n, title)));
    const result = await work.cleaned(`${header}\n${lines.join('\n')}`);
    expect(result.rows.length).toBeGreaterThan(2);
    expect(result.counts).toEqual({ read: 30_000, clean: 29_970, rejected: 30 });
    const ordinals = (await readParts(result.rows, '_ordinal, id')).map((row) => Number(row['_ordinal']));
    expect(ordinals).toEqual(lines.flatMap((line, ordinal) => (line === 'bad' ? [] : [ordinal])));
    expect((await quarantined(result)).map(({ ordinal }) => ordinal)).toEqual(
      lines.flatMap((line, ordinal) => (line === 'bad' ? [ordinal] : [])),
    );
  });

  it('leaves nothing beside what it reports', async () => {
    const result = await work.clean(`${header}\n${film(1)}\nbad\n`);
    expect(await namesIn(result.directory)).toEqual([
      'quarantine.ndjson.gz',
      'rejects-00000.parquet',
      'rows-00000.parquet',
    ]);
    const clean = await work.clean(`${header}\n${film(1)}\n`);
    expect(clean).toMatchObject({ ok: true, rejects: [], reasons: {} });
    expect(clean).not.toHaveProperty('quarantine');
    expect(await namesIn(clean.directory)).toEqual(['rows-00000.parquet']);
    const bad = await work.clean(`${header}\nbad\n`);
    expect(bad).toMatchObject({ ok: true, rows: [], counts: { read: 1, clean: 0, rejected: 1 } });
  });
});

describe('a file that is bad as a whole', () => {
  const good = `${header}\n${film(1)}\n${film(2)}\n`;
  const zipped = gzip(Array.from({ length: 5000 }, (_, n) => (n === 0 ? header : film(n))).join('\n'));
  const damaged = Buffer.from(zipped);
  damaged.fill(0x55, 2000, 2100);
  const strict = defineDataset({ ...films, maxRejectRatio: 0.1 });

  it.each<[string, string | Buffer, Parameters<WorkFolder['clean']>[1], string, RegExp]>([
    ['empty', '', {}, 'empty_file', /empty/],
    ['empty, gzipped', gzip(''), { compression: 'gzip' }, 'empty_file', /empty/],
    ['a byte order mark alone', '\uFEFF', {}, 'empty_file', /empty/],
    ['no header', `${film(1)}\n${film(2)}\n`, {}, 'header_missing', /must name id, primaryTitle, isAdult/],
    ['a blank first line', `\n${good}`, {}, 'header_missing', /must name/],
    ['a column is missing', `id\tprimaryTitle\tisAdult\tyear\n`, {}, 'header_drift', /missing genres/],
    ['a column is new', `${header}\tcountry\n`, {}, 'header_drift', /not in the contract country/],
    ['a column is renamed', good.replace('year', 'startYear'), {}, 'header_drift', /missing year; not in the contract startYear/],
    ['a column stands twice', `${header}\tyear\n`, {}, 'header_drift', /named twice year/],
    ['truncated gzip', zipped.subarray(0, zipped.length - 500), { compression: 'gzip' }, 'corrupt_compression', /cut short/],
    ['damaged gzip', damaged, { compression: 'gzip' }, 'corrupt_compression', /damaged|cut short/],
    ['gzip and then something else', Buffer.concat([zipped, Buffer.from('\0lost')]), { compression: 'gzip' }, 'corrupt_compression', /not gzip/],
    ['gzip without its name', zipped, {}, 'wrong_compression', /end in \.gz/],
    ['the name of gzip without gzip', good, { compression: 'gzip' }, 'wrong_compression', /not compressed/],
    ['zstd under the name of gzip', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), { compression: 'gzip' }, 'wrong_compression', /zstd/],
    ['Parquet', 'PAR1....PAR1', {}, 'not_the_format', /Parquet/],
    ['csv under the name of tsv', good.replaceAll('\t', ','), {}, 'not_the_format', /csv/],
    ['UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le'), {}, 'undecodable', /UTF-8/],
    ['a header in Latin-1', Buffer.from(`${header}\té\n`, 'latin1'), {}, 'undecodable', /UTF-8/],
    ['too many rejects', `${good}bad\n`, { dataset: strict }, 'too_many_rejects', /1 of 3 records.*10 %.*field_count \(1\), as in line 4: "bad" is not 5 fields/],
  ])('%s', async (_, content, options, code, message) => {
    const result = await work.clean(content, options);
    expect(result).toMatchObject({ ok: false, fault: { code, message: expect.stringMatching(message) } });
    if (!result.ok) expect(result.fault.message).not.toContain('\n');
    expect(await namesIn(result.directory)).toEqual([]);
  }); // prettier-ignore

  it('is not one whose rejects are just few enough', async () => {
    const lines = Array.from({ length: 9 }, (_, n) => film(n));
    const result = await work.cleaned(`${header}\n${lines.join('\n')}\nbad\n`, { dataset: strict });
    expect(result.counts.rejected).toBe(1);
  });

  it('is not one of several gzip members, nor one padded with zeros', async () => {
    const parts = [gzip(`${header}\n${film(1)}\n`), gzip(`${film(2)}\n`), Buffer.alloc(100)];
    const result = await work.cleaned(Buffer.concat(parts), { compression: 'gzip' });
    expect(result.counts.read).toBe(2);
  });
});

describe('an environment that fails', () => {
  it('stops at once when aborted, and leaves nothing', async () => {
    const lines = Array.from({ length: 200_000 }, (_, n) => film(n));
    const inputPath = await work.file(`${header}\n${lines.join('\n')}`);
    const outputDirectory = await work.directory();
    const { cleanFile } = await import('./clean-file.js');
    const options = { dataset: films, inputPath, format: 'tsv', compression: 'none', outputDirectory, sourceNumber: 0 } as const; // prettier-ignore
    const reason = new Error('told to stop');
    await expect(cleanFile({ ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const cleaning = cleanFile({ ...options, signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(cleaning).rejects.toBe(reason);
    expect(await namesIn(outputDirectory)).toEqual([]);
  });

  it('names a file that cannot be opened', async () => {
    const missing = work.clean('', { inputPath: join(work.path, 'nowhere') });
    await expect(missing).rejects.toBeInstanceOf(CleaningEnvironmentError);
  });

  it.each(['.chunk.text', '.rejects.text', 'quarantine.ndjson.gz', 'rows-00000.parquet'])(
    'keeps the cause when the disk is full at %s',
    async (name) => {
      const outputDirectory = await work.directory();
      await symlink('/dev/full', join(outputDirectory, name));
      const failing = work.clean(`${header}\n${film(1)}\nbad\n`, { outputDirectory });
      await expect(failing).rejects.toMatchObject({
        name: 'CleaningEnvironmentError',
        cause: expect.any(Error) as Error,
      });
      expect(await namesIn(outputDirectory)).toEqual([]);
    },
  );

  it('says so when the output directory is not there', async () => {
    const failing = work.clean(`${header}\n${film(1)}\n`, { outputDirectory: join(work.path, 'nowhere') });
    await expect(failing).rejects.toBeInstanceOf(CleaningEnvironmentError);
  });

  it('notices one lost row', async () => {
    const query = Engine.prototype.query;
    Engine.prototype.query = function (sql) {
      return query.call(this, sql.startsWith('COPY') ? sql.replace(' IS NULL)', ' IS NULL LIMIT 1)') : sql);
    };
    try {
      await expect(work.clean(`${header}\n${film(1)}\n${film(2)}\n`)).rejects.toEqual(
        new AccountingError(2, 1, 0),
      );
    } finally {
      Engine.prototype.query = query;
    }
  });
});
