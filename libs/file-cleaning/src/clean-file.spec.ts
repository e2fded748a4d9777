import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  defineDataset,
  recordValidator,
  sampleFileLines,
  text,
  titleBasics,
  type Column,
} from '@sluice/contracts';
import { build } from 'esbuild';
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
import type { CleaningProgress } from './clean-file.js';
import { CleaningEnvironmentError } from './errors.js';
import { sha256Hex } from './judges.testing.js';

/** Where a bundle finds what cannot be bundled. */
const modulesFolder = join(
  dirname(createRequire(import.meta.url).resolve('@duckdb/node-api/package.json')),
  '..',
  '..',
);

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
    const validate = recordValidator(titleBasics, sha256Hex);
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

  it('keeps order and ordinals over many parts', async () => {
    const lines = Array.from({ length: 30_000 }, (_, n) =>
      n % 1000 === 999 ? 'bad' : film(n, `${'x'.repeat(400)}${n}`),
    );
    const result = await work.cleaned(`${header}\n${lines.join('\n')}`, { partBytes: 200_000 });
    expect(result.rows.length).toBeGreaterThan(2);
    for (const { sizeBytes } of result.rows) {
      expect(sizeBytes).toBeGreaterThanOrEqual(100_000);
      expect(sizeBytes).toBeLessThanOrEqual(400_000);
    }
    expect(result.counts).toEqual({ read: 30_000, clean: 29_970, rejected: 30 });
    const ordinals = (await readParts(result.rows, '_ordinal, id')).map((row) => Number(row['_ordinal']));
    expect(ordinals).toEqual(lines.flatMap((line, ordinal) => (line === 'bad' ? [] : [ordinal])));
    expect((await quarantined(result)).map(({ ordinal }) => ordinal)).toEqual(
      lines.flatMap((line, ordinal) => (line === 'bad' ? [ordinal] : [])),
    );
  });

  it('tells how far it has come', async () => {
    const steps: CleaningProgress[] = [];
    const content = gzip(`${header}\n${Array.from({ length: 30_000 }, (_, n) => film(n)).join('\n')}\nbad\n`);
    await work.cleaned(content, { compression: 'gzip', onProgress: (step) => steps.push(step) });
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.at(-1)).toEqual({
      bytesRead: content.length,
      totalBytes: content.length,
      read: 30_001,
      rejected: 1,
    });
  });

  it('names the source in quarantine', async () => {
    const result = await work.cleaned(`${header}\nbad\n`, { source: 's3://landing/films.tsv' });
    expect(await quarantined(result)).toMatchObject([
      { source: 's3://landing/films.tsv', ordinal: 0, line: 2 },
    ]);
  });

  it('shows nothing of masked columns outside quarantine', async () => {
    const [id, title, ...others] = films.columns;
    const masked = defineDataset({
      ...films,
      columns: [
        id as Column,
        text('title', { from: 'primaryTitle', maxBytes: 20, mask: 'sha256' }),
        ...others.map((column) =>
          column.name === 'year' ? ({ ...column, mask: 'drop' } as Column) : column,
        ),
      ],
    });
    expect(title?.name).toBe('title');
    const secret = 'x'.repeat(30);
    const content = `${header}\n${film(1)}\n${film(2, secret)}\n${secret}\n${film(3).replace('1903', secret)}\n`;
    const result = await work.cleaned(content, { dataset: masked });
    expect(await readParts(result.rows, '* EXCLUDE (_source_no, _ordinal, _record_id, _arrived_at)')).toEqual(
      [
        {
          id: 'tt0000001',
          title: createHash('sha256').update('Film 1').digest('hex'),
          is_adult: false,
          genres: '["Drama","Crime"]',
        },
      ],
    );
    expect(await readParts(result.rejects, 'reason, column_name, value_preview')).toEqual([
      { reason: 'too_long', column_name: 'title', value_preview: null },
      { reason: 'field_count', column_name: null, value_preview: null },
      { reason: 'not_integer', column_name: 'year', value_preview: null },
    ]);
    expect((await quarantined(result)).map(({ raw }) => raw)).toEqual([
      film(2, secret),
      secret,
      film(3).replace('1903', secret),
    ]);
  });

  it.each(['tsv', 'csv', 'ndjson'] as const)(
    'writes a table as %s that is again a file of the dataset',
    async (format) => {
      const { content } = sample(2000);
      const first = await work.cleaned(content, {
        dataset: titleBasics,
        output: { layout: 'table', format },
      });
      expect(first.rejects).toEqual([]);
      const again = await work.cleaned(await readFile(first.rows[0]?.path ?? ''), {
        dataset: titleBasics,
        format,
        output: { layout: 'table', format },
      });
      expect(again.counts).toEqual({ read: first.counts.clean, clean: first.counts.clean, rejected: 0 });
      expect(await readFile(again.rows[0]?.path ?? '', 'hex')).toBe(
        await readFile(first.rows[0]?.path ?? '', 'hex'),
      );
    },
  );

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
    ['Parquet', 'PAR1....PAR1', {}, 'not_the_format', /Parquet.*let its name end in .parquet/],
    ['an HTML page', '\n<!DOCTYPE html><html>403</html>', {}, 'not_the_format', /HTML/],
    ['an error in XML', '<?xml version="1.0"?><Error/>', {}, 'not_the_format', /XML/],
    ['JSON under the name of tsv', '{"id":"tt0000001"}\n', {}, 'not_the_format', /JSON/],
    ['gzip inside gzip', gzip(zipped), { compression: 'gzip' }, 'wrong_compression', /twice/],
    ['UTF-16 without a mark', Buffer.from(good, 'utf16le'), {}, 'undecodable', /UTF-16/],
    ['a column is missing and others moved', 'genres\tid\tprimaryTitle\tisAdult\n', {}, 'header_drift', /missing year; moved genres, id, primaryTitle, isAdult \(which alone/],
    ['Latin-1', Buffer.from(`${header}\n${film(1, 'Amélie')}\n${film(2, 'Fête')}\n${film(3)}\n`, 'latin1'), { dataset: strict }, 'undecodable', /2 of 3 records.*not UTF-8.*Latin-1/],
    ['a bomb', gzip(Buffer.alloc(300_000, 'x')), { compression: 'gzip', maxExpansion: { ratio: 100, freeBytes: 1000 } }, 'decompression_bomb', /expand/],
    ['Parquet that is cut short', 'PAR1 and then nothing', { format: 'parquet' }, 'unreadable_parquet', /cut short/],
    ['no Parquet', good, { format: 'parquet' }, 'not_the_format', /not Parquet/],
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

  it.each(['rejects-00000.parquet', 'quarantine.ndjson.gz', 'rows-00000.parquet'])(
    'says so when the disk is full at %s',
    async (name) => {
      const outputDirectory = await work.directory();
      await symlink('/dev/full', join(outputDirectory, name));
      const failing = work.clean(`${header}\n${film(1)}\nbad\n`, { outputDirectory });
      await expect(failing).rejects.toMatchObject({
        name: 'CleaningEnvironmentError',
        message: expect.stringMatching(/disk is full/) as string,
        cause: expect.objectContaining({ code: 'ENOSPC' }) as Error,
      });
      expect(await namesIn(outputDirectory)).toEqual([]);
    },
  );

  it('says so when the output directory is not there', async () => {
    const failing = work.clean(`${header}\n${film(1)}\n`, { outputDirectory: join(work.path, 'nowhere') });
    await expect(failing).rejects.toBeInstanceOf(CleaningEnvironmentError);
  });

  it('says so when a file outgrows its limit', async () => {
    const inputPath = await work.file(
      `${header}\n${Array.from({ length: 5000 }, (_, n) => film(n * 7919)).join('\n')}`,
    );
    const outputDirectory = await work.directory();
    const program = join(outputDirectory, '..', 'limited.cjs');
    await build({
      stdin: {
        contents: `import { cleanFile } from './clean-file.js'; import { films } from './cleaned-files.testing.js';
          process.on('SIGXFSZ', () => undefined);
          cleanFile({ dataset: films, inputPath: process.argv[2], outputDirectory: process.argv[3], format: 'tsv', compression: 'none', sourceNumber: 0 })
            .then(() => console.log('cleaned'), (error) => console.log(error.name, error.message));`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      conditions: ['@sluice/source'],
      external: ['@duckdb/node-api', 'vitest'],
      outfile: program,
    });
    const limited = 'ulimit -f 20; exec "$0" "$@"';
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-c', limited, process.execPath, program, inputPath, outputDirectory],
      { env: { ...process.env, NODE_PATH: modulesFolder } },
    );
    expect(stdout).toMatch(/^CleaningEnvironmentError the disk is full/);
    expect(await namesIn(outputDirectory)).toEqual([]);
  });
});
