import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import { cleanDelimited } from './clean-delimited.js';
import { cleanNdjson } from './clean-ndjson.js';
import type { CleanedFile, CleaningResult } from './cleaning-result.js';
import type { CleaningJob } from './cleaning-job.js';
import { AccountingError, CleaningEnvironmentError, FileFaultError } from './errors.js';
import type { FileFormat } from './file-format.js';
import { openSource, type MaxExpansion } from './open-source.js';
import { RejectWriter } from './reject-writer.js';
import { Rejects } from './rejects.js';
import { RowOutput, type OutputLayout } from './row-output.js';
import { defaultPartBytes } from './sinks/row-sink.js';

/** How far cleaning has come. */
export interface CleaningProgress {
  /** Of the file as it is on disk. */
  readonly bytesRead: number;
  readonly totalBytes: number;
  /** Records, good and bad. */
  readonly read: number;
  readonly rejected: number;
}

export interface CleanFileOptions extends FileFormat {
  readonly dataset: Dataset;
  readonly inputPath: string;
  /** Exists and is empty; the caller removes it. */
  readonly outputDirectory: string;
  /** Written to `_source_no` of every row and reject. */
  readonly sourceNumber: number;
  /** Written to each line of the quarantine file, to tell where it came from; absent when not given. */
  readonly source?: string;
  /** What the clean rows are written as. Default: staged; only then are rejects written to Parquet as well. */
  readonly output?: OutputLayout;
  /** Size of the parts of clean rows; Infinity: one part. Default: 64 MiB. */
  readonly partBytes?: number;
  /** Share of bad records above which the whole file is bad, 0 to 1. Default: the contract's. */
  readonly maxRejectRatio?: number;
  /** How far a compressed file may expand. Default: `defaultMaxExpansion`. */
  readonly maxExpansion?: MaxExpansion;
  /** Of the engine that reads Parquet. Default: one a core. The output does not depend on it. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Called a few times for each megabyte; must not throw. */
  readonly onProgress?: (progress: CleaningProgress) => void;
}

/**
 * Measured with gzip: titles expand 5 times, ndjson 10, tables of almost nothing but null tokens or padding 50 to 70; the
 * same line over and over 260, zeros 1030, which is all that gzip can. So beyond 256 MiB a text may be at most 200
 * times as large as its file.
 */
export const defaultMaxExpansion: MaxExpansion = { ratio: 200, freeBytes: 256 * 1024 * 1024 };

/**
 * Cleans a whole file: clean rows to parts, bad records to Parquet and quarantine, each with its reason, every record
 * accounted for. The same file and contract give the same bytes every time, so a redelivered file is recognised record
 * by record. Memory does not grow with the file.
 *
 * Files are UTF-8. tsv and csv start with a header that names the contract's columns (`from`), in any order;
 * every line behind it is a record, a blank one too; lines end with LF or CRLF. In ndjson blank lines are no
 * records. A record is at most `maxRecordBytes` long.
 *
 * @returns what was written, or why the file as a whole is bad
 * @throws {UnwritableValueError} a value has no form in the text format that was asked for
 * @throws {CleaningEnvironmentError} disk full, engine crashed, file not readable: may succeed later
 * @throws {AccountingError} records were lost or doubled by this program
 * @throws the signal's reason, when aborted; in all these cases nothing is left in the output directory
 */
export async function cleanFile(options: CleanFileOptions): Promise<CleaningResult> {
  const { dataset, outputDirectory, sourceNumber, signal, format } = options;
  const { output = { layout: 'staged' }, partBytes = defaultPartBytes } = options;
  signal?.throwIfAborted();
  const rows = new RowOutput({ dataset, output, outputDirectory, sourceNumber, partBytes });
  const writer = new RejectWriter(outputDirectory, { parquet: output.layout === 'staged' });
  const rejects = new Rejects({
    writer,
    dataset,
    maxRatio: options.maxRejectRatio ?? dataset.maxRejectRatio,
    sourceNumber,
    source: options.source,
    format,
  });
  try {
    const source = await openSource({
      ...options,
      path: options.inputPath,
      maxExpansion: options.maxExpansion ?? defaultMaxExpansion,
    });
    const progress = (read: number): void =>
      options.onProgress?.({
        bytesRead: source.bytesRead,
        totalBytes: source.sizeBytes,
        read,
        rejected: rejects.count,
      });
    const { threads } = options;
    const read = await cleanRecords({
      ...options,
      threads,
      signal,
      source,
      rows,
      rejects,
      sha256Hex,
      progress,
    });
    return await finish(read, rows, rejects, writer);
  } catch (error) {
    await Promise.allSettled([rows.abandon(), writer.abandon()]);
    await removeOutput(outputDirectory);
    if (error instanceof FileFaultError) return { ok: false, fault: error.fault };
    throw asOwnError(error);
  }
}

/** @returns how many records the file has, by a counter of its own */
async function cleanRecords(job: CleaningJob): Promise<number> {
  switch (job.format) {
    case 'tsv':
    case 'csv':
      return cleanDelimited(job);
    case 'ndjson':
      return cleanNdjson(job);
    case 'parquet': {
      // Only here is the engine needed, which takes longer to load than a small file to clean.
      const { cleanParquet } = await import('./clean-parquet.js');
      return cleanParquet(job);
    }
  }
}

async function finish(
  read: number,
  output: RowOutput,
  rejects: Rejects,
  writer: RejectWriter,
): Promise<CleanedFile> {
  const rejected = rejects.count;
  const rows = await output.finish();
  const clean = rows.reduce((sum, part) => sum + part.rows, 0);
  if (read !== clean + rejected) throw new AccountingError(read, clean, rejected);
  rejects.refuseTooMany(read);
  const written = await writer.finish();
  return { ok: true, counts: { read, clean, rejected }, reasons: writer.reasons, rows, ...written };
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Names of all that is ever written to the output directory. */
const ownNames =
  /^(?:(?:rows|rejects)-\d{5}\.(?:parquet|(?:tsv|csv|ndjson)(?:\.gz)?)|quarantine\.ndjson\.gz|\.duckdb-spill)$/;

/** As far as the directory lets it: what went wrong before is what counts. */
async function removeOutput(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names)
    if (ownNames.test(name))
      await rm(join(directory, name), { force: true, recursive: true }).catch(() => undefined);
}

/** Errors of the file system are the environment's; what has a name of ours stays, but for a full disk, which is told. */
function asOwnError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const cause = error instanceof CleaningEnvironmentError ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (fullCodes.has(code))
    return new CleaningEnvironmentError('the disk is full: free space where the output goes', { cause });
  if (error instanceof CleaningEnvironmentError || !('syscall' in error)) return error;
  return new CleaningEnvironmentError('a file cannot be read or written', { cause: error });
}

/** No space, over quota, over the limit on the size of a file. */
const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
