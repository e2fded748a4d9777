import type { Dataset } from '@sluice/contracts';
import type { ParquetPart } from './cleaning-result.js';
import type { Engine } from './engine.js';
import type { FileFormat } from './file-format.js';
import type { RejectWriter } from './reject-writer.js';

/** What a format's cleaner works with. */
export interface CleaningJob extends FileFormat {
  readonly dataset: Dataset;
  readonly inputPath: string;
  readonly outputDirectory: string;
  readonly sourceNumber: number;
  readonly signal: AbortSignal | undefined;
  readonly engine: Engine;
  readonly rejects: RejectWriter;
}

export interface JobResult {
  /** Records, as a counter of the bytes saw them. */
  readonly read: number;
  readonly rows: readonly ParquetPart[];
}
