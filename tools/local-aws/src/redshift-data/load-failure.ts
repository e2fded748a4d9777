import type { CopySource } from './copy-source.js';
import type { LoadFault } from './load-fault.js';
import type { ColumnDefinition } from './sql/column-definition.js';

/** A COPY that failed for one file; becomes a row of SYS_LOAD_ERROR_DETAIL. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';

  constructor(
    readonly source: CopySource,
    readonly fault: LoadFault,
    readonly column?: ColumnDefinition,
    /** In the file, from 1; 0 where a file has no lines. */
    readonly line = 0,
    options?: ErrorOptions,
  ) {
    super(fault.message, options);
  }
}
