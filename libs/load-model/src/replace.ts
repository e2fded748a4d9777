import { filesIn, newest } from './judge.js';
import {
  withoutMarked,
  withoutRepeats,
  write,
  type ModelEntry,
  type ModelState,
  type StagedRow,
} from './model-state.js';

/** A new snapshot is the table; records of other sources belong to it when their identity says so. */
export function replace(
  state: ModelState,
  staged: readonly StagedRow[],
  entries: readonly ModelEntry[],
): void {
  // The ledger has this load's sources already: a snapshot that came with it is the content.
  const content = newest(filesIn(state, 'loaded'));
  const ofContent = withoutMarked(
    withoutRepeats(staged),
    ({ recordId }) => recordId.slice(0, -13) !== content?.sourceId,
  );
  const present = new Set(state.rows.map(({ recordId }) => recordId));
  const left = withoutMarked(ofContent, ({ recordId }) => present.has(recordId));
  if (entries.some((entry) => entry.state === 'loaded' && entry.source.kind === 'file')) state.rows = [];
  for (const row of left) write(state, row);
}
