import type { Sha256Hex } from '../mask.js';
import type { ReasonCode } from '../reason.js';
import type { Row } from '../row.js';

export interface SampleOptions {
  /** Records to make. */
  readonly rows: number;
  readonly seed: number;
  /**
   * Share of records that get one fault, 0 to 1, whose kinds come up in turn: reasons first, within a reason its
   * columns and texts. Default: 0.01, or 0 where `faults` is given.
   */
  readonly faultRatio?: number;
  /** Share of records that get one fault of each reason, 0 to 1 each and in all; in turn within a reason. */
  readonly faults?: Partial<Readonly<Record<ReasonCode, number>>>;
  /** Needed where a column has the mask `sha256`. */
  readonly sha256Hex?: Sha256Hex;
}

/** The verdict that a record was made for. */
export interface ExpectedVerdict {
  readonly expected: 'valid' | ReasonCode;
  /** Name of the column at fault; null when there is none, or the record as a whole is bad. */
  readonly column: string | null;
  /** The table's row; null of a bad record. */
  readonly row: Row | null;
}

/** Thrown when no sample can be made as asked: a share, or a reason that no column can give, or no valid text. */
export class SampleError extends RangeError {
  override readonly name = 'SampleError';
}
