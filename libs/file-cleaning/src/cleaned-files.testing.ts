import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { boolean, defineDataset, integer, list, text, type Dataset } from '@sluice/contracts';
import { cleanFile, type CleanFileOptions } from './clean-file.js';
import type { CleanedFile, CleaningResult, ParquetPart, QuarantinedRecord } from './cleaning-result.js';

/** Small, with a column of each way to fail. */
export const films: Dataset = defineDataset({
  name: 'films',
  version: 1,
  table: { schema: 'test', name: 'films' },
  columns: [
    text('id', { maxBytes: 12, pattern: '^tt\\d{7,10}$' }),
    text('title', { from: 'primaryTitle', maxBytes: 2048 }),
    boolean('is_adult', { from: 'isAdult', trueTexts: ['1'], falseTexts: ['0'] }),
    integer('year', { nullable: true, min: 1800, max: 2200 }),
    list('genres', { nullable: true, maxBytes: 1024 }),
  ],
  load: { mode: 'upsert', key: ['id'] },
  maxRejectRatio: 1,
});

export const header = 'id\tprimaryTitle\tisAdult\tyear\tgenres';

/** A valid line; `n` makes it its own. */
export const film = (n: number, title = `Film ${n}`): string =>
  `tt${String(n).padStart(7, '0')}\t${title}\t0\t19${String(n % 100).padStart(2, '0')}\tDrama,Crime`;

/** Folders of one test file, removed by `remove`. */
export class WorkFolder {
  private constructor(readonly path: string) {}
  private made = 0;

  static async make(): Promise<WorkFolder> {
    return new WorkFolder(await mkdtemp(join(tmpdir(), 'file-cleaning-')));
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  async file(content: string | Buffer): Promise<string> {
    const path = join(this.path, `in-${this.made++}`);
    await writeFile(path, content);
    return path;
  }

  async directory(): Promise<string> {
    const path = join(this.path, `out-${this.made++}`);
    await mkdir(path);
    return path;
  }

  /** Cleans a content; tsv of `films` unless said. */
  async clean(
    content: string | Buffer,
    options: Partial<CleanFileOptions> = {},
  ): Promise<CleaningResult & { readonly directory: string }> {
    const outputDirectory = await this.directory();
    const result = await cleanFile({
      dataset: films,
      inputPath: await this.file(content),
      format: 'tsv',
      compression: 'none',
      outputDirectory,
      sourceNumber: 7,
      threads: 2,
      ...options,
    });
    return { ...result, directory: outputDirectory };
  }

  /** Cleans a content that must be good as a whole. */
  async cleaned(content: string | Buffer, options: Partial<CleanFileOptions> = {}): Promise<CleanedFile> {
    const result = await this.clean(content, options);
    if (!result.ok) throw new Error(`unexpected ${result.fault.code}: ${result.fault.message}`);
    return result;
  }
}

/** The lines of a quarantine file. */
export async function quarantined(result: {
  readonly quarantine?: { path: string };
}): Promise<QuarantinedRecord[]> {
  if (!result.quarantine) return [];
  const text = gunzipSync(await readFile(result.quarantine.path)).toString();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as QuarantinedRecord);
}

/** Rows of Parquet parts as objects of JSON values, in file order. */
export async function readParts(
  parts: readonly ParquetPart[],
  select = '*',
): Promise<Record<string, unknown>[]> {
  if (parts.length === 0) return [];
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const paths = parts.map(({ path }) => `'${path}'`).join(', ');
    const reader = await connection.runAndReadAll(`SELECT ${select} FROM read_parquet([${paths}])`);
    return reader.getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A line a verdict: `0 ok` or `1 not_integer year`, in ordinal order. */
export async function verdicts(result: CleanedFile): Promise<string[]> {
  const rows = await readParts(result.rows, '_ordinal');
  const rejects = await readParts(result.rejects, '_ordinal, reason, column_name');
  return [
    ...rows.map((row) => ({ ordinal: Number(row['_ordinal']), verdict: 'ok' })),
    ...rejects.map((row) => ({
      ordinal: Number(row['_ordinal']),
      verdict: [row['reason'], row['column_name']].filter((part) => part !== null).join(' '),
    })),
  ]
    .sort((one, other) => one.ordinal - other.ordinal)
    .map(({ ordinal, verdict }) => `${ordinal} ${verdict}`);
}

export const gzip = (content: string | Buffer): Buffer => gzipSync(content);

export const namesIn = async (directory: string): Promise<string[]> => (await readdir(directory)).sort();
