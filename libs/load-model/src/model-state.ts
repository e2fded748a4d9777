import type { Dataset, Row } from '@sluice/contracts';
import type { TestSource } from './sources.js';

export interface ModelRow {
  readonly values: Row;
  readonly recordId: string;
  /** As `instant` writes it. */
  readonly arrivedAt: string;
  readonly sourceId: string;
  readonly loadId: string;
}

export interface ModelReject {
  /** The source that first brought it. */
  readonly sourceId: string;
  readonly state: 'quarantined' | 'loaded' | 'deduplicated';
  readonly arrivedAt: string;
  readonly loadId: string;
  /** The load that brought the record again and found it good. */
  readonly settledLoadId: string | null;
}

export interface ModelEntry {
  readonly source: TestSource;
  readonly loadId: string;
  readonly state: 'loaded' | 'duplicate' | 'superseded';
  readonly duplicateOf: string | null;
  readonly sums: { loaded: number; deduplicated: number; quarantined: number };
}

/** The three tables of a dataset. */
export interface ModelState {
  readonly dataset: Dataset;
  rows: ModelRow[];
  readonly rejects: Map<string, ModelReject>;
  /** By source id. */
  readonly ledger: Map<string, ModelEntry>;
}

/** A record of a source that is loaded now. */
export interface StagedRow extends ModelRow {
  readonly entry: ModelEntry;
}

/** Writes a row and counts it. */
export function write(state: ModelState, staged: StagedRow): void {
  staged.entry.sums.loaded += 1;
  const { entry: _, ...row } = staged;
  state.rows.push(row);
}

/** Takes those that are not to be applied out, and counts them. */
export function withoutMarked(
  rows: readonly StagedRow[],
  isMarked: (row: StagedRow, index: number) => boolean,
): StagedRow[] {
  return rows.filter((row, index) => {
    const marked = isMarked(row, index);
    if (marked) row.entry.sums.deduplicated += 1;
    return !marked;
  });
}

/** All but the first of each record. */
export function withoutRepeats(rows: readonly StagedRow[]): StagedRow[] {
  const seen = new Set<string>();
  return withoutMarked(rows, ({ recordId }) => {
    const repeated = seen.has(recordId);
    seen.add(recordId);
    return repeated;
  });
}
