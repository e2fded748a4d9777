import type { Dataset, Row } from '@sluice/contracts';
import type { TestSource } from '../sources.js';

/** A scenario that every warehouse runs and compares with the model; the n-th load is named `load-n`, from 1. */
export interface LoadCase {
  readonly name: string;
  readonly dataset: Dataset;
  readonly loads: readonly (readonly TestSource[])[];
  /** Worked out by hand: the target's rows afterwards, in any order. */
  readonly leaves: readonly Row[];
  /** Likewise, of each source of the last load: what the ledger has as loaded, deduplicated, quarantined. */
  readonly sums: readonly (readonly [number, number, number])[];
}
