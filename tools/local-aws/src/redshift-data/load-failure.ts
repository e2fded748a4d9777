import type { CopySource } from './copy-source.js';
import type { ColumnDefinition } from './sql/column-definition.js';

/** A COPY that failed for one file; becomes a row of SYS_LOAD_ERROR_DETAIL. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';

  constructor(
    readonly source: CopySource,
    readonly column: ColumnDefinition | undefined,
    /** Redshift's load error code. */
    readonly code: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
