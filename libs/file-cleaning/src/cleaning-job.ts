import type { Dataset, Sha256Hex } from '@sluice/contracts';
import type { FileFormat } from './file-format.js';
import type { Source } from './open-source.js';
import type { Rejects } from './rejects.js';
import type { RowOutput } from './row-output.js';

/** What a format's cleaner works with; it returns how many records the source has, as counted apart from reading. */
export interface CleaningJob extends FileFormat {
  readonly dataset: Dataset;
  readonly inputPath: string;
  readonly outputDirectory: string;
  /** Of an engine; undefined: one a core. */
  readonly threads: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly source: Source;
  readonly rows: RowOutput;
  readonly rejects: Rejects;
  readonly sha256Hex: Sha256Hex;
  /** Called often; `read` counts the records so far. */
  readonly progress: (read: number) => void;
}
