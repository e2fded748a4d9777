import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import { cleanDelimited } from './clean-delimited.js';
import { cleanNdjson } from './clean-ndjson.js';
import type { CleanedFile, CleaningResult } from './cleaning-result.js';
import type { CleaningJob } from './cleaning-job.js';
import { Engine } from './engine.js';
import { AccountingError, CleaningEnvironmentError, FileFaultError } from './errors.js';
import type { FileFormat } from './file-format.js';
import { RejectWriter } from './reject-writer.js';
import { refuseTooManyRejects } from './reject-ratio.js';

export interface CleanFileOptions extends FileFormat {
  readonly dataset: Dataset;
  readonly inputPath: string;
  /** Exists and is empty; the caller removes it. Intermediate files stand here as well, a chunk at a time. */
  readonly outputDirectory: string;
  /** Written to `_source_no` of every row and reject. */
  readonly sourceNumber: number;
  /** Of the engine. Default: one a core. The output does not depend on it. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/**
 * Cleans a whole file: clean rows to Parquet, bad records to Parquet and quarantine, each with its reason, every
 * record accounted for. The same file and contract give the same rows, ordinals and rejects every time, so a
 * redelivered file is recognised record by record. Memory does not grow with the file.
 *
 * Files are UTF-8. tsv and csv start with a header that names the contract's columns (`from`), in any order;
 * every line behind it is a record, a blank one too; lines end with LF or CRLF. In ndjson blank lines are no
 * records. A record is at most `maxRecordBytes` long.
 *
 * @returns what was written, or why the file as a whole is bad
 * @throws {CleaningEnvironmentError} disk full, engine crashed, file not readable: may succeed later
 * @throws {AccountingError} records were lost or doubled by this program
 * @throws the signal's reason, when aborted; in all these cases nothing is left in the output directory
 */
export async function cleanFile(options: CleanFileOptions): Promise<CleaningResult> {
  const { outputDirectory, threads, signal } = options;
  const engine = await Engine.open({ directory: outputDirectory, threads, signal });
  const rejects = new RejectWriter(engine, outputDirectory);
  try {
    return await clean({ ...options, signal, engine, rejects });
  } catch (error) {
    await rejects.abandon();
    await removeOutput(outputDirectory);
    if (error instanceof FileFaultError) return { ok: false, fault: error.fault };
    throw asOwnError(error);
  } finally {
    await engine.close();
  }
}

async function clean(job: CleaningJob): Promise<CleanedFile> {
  const { read, rows } = await (job.format === 'ndjson' ? cleanNdjson(job) : cleanDelimited(job));
  const rejected = job.rejects.count;
  const clean = rows.reduce((sum, part) => sum + part.rows, 0);
  if (read !== clean + rejected) throw new AccountingError(read, clean, rejected);
  refuseTooManyRejects(job, read);
  const written = await job.rejects.finish();
  return { ok: true, counts: { read, clean, rejected }, reasons: job.rejects.reasons, rows, ...written };
}

/** Names of all that is ever written to the output directory. */
const ownNames =
  /^(?:(?:rows|rejects)-\d{5}\.parquet|tmp_(?:rows|rejects)-\d{5}\.parquet|quarantine\.ndjson\.gz|\..+\.text)$/;

/** As far as the directory lets it: what went wrong before is what counts. */
async function removeOutput(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names)
    if (ownNames.test(name)) await rm(join(directory, name), { force: true }).catch(() => undefined);
}

/** Errors of the file system are the environment's; what has a name of ours stays. */
function asOwnError(error: unknown): unknown {
  return error instanceof Error && 'syscall' in error
    ? new CleaningEnvironmentError('a file cannot be read or written', { cause: error })
    : error;
}
