import type { Dataset } from '@sluice/contracts';
import { comparableCell } from './comparable.js';
import { microseconds } from './instant.js';
import {
  withoutMarked,
  withoutRepeats,
  write,
  type ModelRow,
  type ModelState,
  type StagedRow,
} from './model-state.js';
import { compare } from './order.js';

/** Every record is a row, unless it is there already. */
export function append(state: ModelState, staged: readonly StagedRow[]): void {
  const present = new Set(state.rows.map(({ recordId }) => recordId));
  let left = withoutMarked(withoutRepeats(staged), ({ recordId }) => present.has(recordId));
  const near = nearness(state.dataset);
  if (near !== undefined) {
    left = withoutMarked(left, (row) => state.rows.some((standing) => near(standing, row)));
    // A retry of a retry is a retry of the first, however far from it.
    const ordered = left.toSorted((a, b) => compare([a.arrivedAt, a.recordId], [b.arrivedAt, b.recordId]));
    left = withoutMarked(ordered, (row, index) =>
      ordered.slice(0, index).some((earlier) => near(earlier, row)),
    );
  }
  for (const row of left) write(state, row);
}

/** Whether two rows are one event, where the contract says what an event is. */
function nearness({ identity, columns }: Dataset): ((a: ModelRow, b: ModelRow) => boolean) | undefined {
  if (identity.kind !== 'event') return undefined;
  const places = identity.columns.map((name) => columns.findIndex((column) => column.name === name));
  const event = ({ values }: ModelRow): string =>
    JSON.stringify(
      places.map((place) => comparableCell(columns[place] ?? { type: 'text' }, values[place] ?? null)),
    );
  return (a, b) =>
    event(a) === event(b) &&
    Math.abs(microseconds(a.arrivedAt) - microseconds(b.arrivedAt)) <= identity.windowSeconds * 1_000_000;
}
