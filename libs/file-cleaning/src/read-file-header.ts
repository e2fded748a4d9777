import type { Dataset } from '@sluice/contracts';
import { defaultMaxExpansion } from './clean-file.js';
import { dialectOf } from './dialect.js';
import { FileFaultError } from './errors.js';
import type { FileFormat } from './file-format.js';
import { openSource } from './open-source.js';
import { RecordCutter } from './record-cutter.js';

export interface FileHeaderOptions extends FileFormat {
  readonly dataset: Dataset;
  /** The file, or its beginning. */
  readonly path: string;
}

/**
 * Reads the first record of a tsv or csv file, decompressed, without its line end.
 * @returns undefined when the bytes do not hold it whole
 * @throws {CleaningEnvironmentError} the file cannot be read
 */
export async function readFileHeader(options: FileHeaderOptions): Promise<Buffer | undefined> {
  const cutter = new RecordCutter(dialectOf(options.format, options.dataset));
  try {
    const source = await openSource({ ...options, maxExpansion: defaultMaxExpansion });
    for await (const block of source.blocks()) {
      cutter.window.push(block);
      if (cutter.next()) return Buffer.from(cutter.data.subarray(cutter.start, cutter.end));
    }
  } catch (error) {
    // A beginning of something compressed ends in the middle of it.
    if (!(error instanceof FileFaultError)) throw error;
  }
  return undefined;
}
