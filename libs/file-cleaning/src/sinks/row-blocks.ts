import type { RowGroup } from '../columns/column-vector.js';

/** Rows from `from` up to `to`. */
export interface RowBlock {
  readonly from: number;
  readonly to: number;
}

/** Cuts a row group into runs of rows of at most so many bytes each; a row that is larger stands alone. */
export function* rowBlocks(rows: RowGroup, maxBytes: number): Generator<RowBlock> {
  const end = rows.rows;
  for (let from = 0; from < end;) {
    const to = lastRowWithin(rows, from, end, rows.bytesBefore(from) + maxBytes);
    yield { from, to: Math.max(to, from + 1) };
    from = Math.max(to, from + 1);
  }
}

/** The last row, from `from` to `to`, before which the bytes are at most `limit`. */
export function lastRowWithin(
  sized: { bytesBefore(row: number): number },
  from: number,
  to: number,
  limit: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sized.bytesBefore(middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
