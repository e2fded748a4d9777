import type { RowGroup } from '../columns/column-vector.js';

/** A file that was written. */
export interface Part {
  readonly path: string;
  readonly sizeBytes: number;
  readonly rows: number;
}

/**
 * Where cleaned rows go: files of one format, in the order of the rows. The same rows in the same groups give the
 * same bytes. Parts are 0.5 to 2 times the size that is asked for, but for a lone smaller one, and but for rows so
 * large that one of them alone exceeds it.
 * Every method throws `CleaningEnvironmentError` when the disk does not take the bytes; then `abandon` is due.
 */
export interface RowSink {
  /** Writes rows; the caller may change them again when this resolves. One call at a time. */
  write(rows: RowGroup): Promise<void>;
  /** Ends the last part; call once. Parts are complete only now. */
  finish(): Promise<readonly Part[]>;
  /** Gives up: closes and removes all that was written. */
  abandon(): Promise<void>;
}

/** Large enough for COPY to read at full speed, small enough to spread over a cluster's slices. */
export const defaultPartBytes = 64 * 1024 * 1024;

export interface PartOptions {
  /** Exists. */
  readonly directory: string;
  /** Parts are `<name>-00000.<extension>` and so on. */
  readonly name: string;
  /** Infinity: one part. */
  readonly partBytes: number;
  /** Whether a part is written even where there are no rows. Default: false. */
  readonly always?: boolean;
}
