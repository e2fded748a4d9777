import type { LoadMode } from '@sluice/contracts';
import { comparableCell } from './comparable.js';
import { instant } from './instant.js';
import {
  withoutMarked,
  withoutRepeats,
  write,
  type ModelEntry,
  type ModelRow,
  type ModelState,
  type StagedRow,
} from './model-state.js';
import { compare, versionPart } from './order.js';

/**
 * The newest version of each key is the row.
 * @param before the ledger as it was before this load
 */
export function upsert(
  state: ModelState,
  { key, versionColumn }: Extract<LoadMode, { mode: 'upsert' }>,
  staged: readonly StagedRow[],
  before: ReadonlyMap<string, ModelEntry>,
): void {
  const { columns } = state.dataset;
  const cell = ({ values }: ModelRow, name: string) => {
    const place = columns.findIndex((column) => column.name === name);
    return [columns[place] ?? { type: 'text' as const }, values[place] ?? null] as const;
  };
  const keyOf = (row: ModelRow): string =>
    JSON.stringify(key.map((name) => comparableCell(...cell(row, name))));
  const version = (row: ModelRow) => [
    ...(versionColumn === undefined ? [] : [versionPart(...cell(row, versionColumn))]),
    row.arrivedAt,
    row.recordId,
  ];
  const newestOf = new Map<string, StagedRow>();
  for (const row of onceEach(state, staged)) {
    const other = newestOf.get(keyOf(row));
    const replaces = other === undefined || compare(version(row), version(other)) > 0;
    if (other !== undefined) (replaces ? other : row).entry.sums.deduplicated += 1;
    if (replaces) newestOf.set(keyOf(row), row);
  }
  for (const [key, row] of newestOf) {
    const standing = state.rows.find((candidate) => keyOf(candidate) === key);
    if (standing && compare(version(renewed(state, standing, row, before)), version(row)) >= 0)
      row.entry.sums.deduplicated += 1;
    else {
      state.rows = state.rows.filter((candidate) => candidate !== standing);
      write(state, row);
    }
  }
}

/** Each record once, though it came under two keys; a file's record comes once by itself. */
function onceEach(state: ModelState, staged: readonly StagedRow[]): StagedRow[] {
  const isOfFile = ({ entry }: StagedRow): boolean => entry.source.kind === 'file';
  const present = new Set(state.rows.map(({ recordId }) => recordId));
  const others = withoutMarked(withoutRepeats(staged.filter((row) => !isOfFile(row))), ({ recordId }) =>
    present.has(recordId),
  );
  return [...staged.filter(isOfFile), ...others];
}

/** A standing row is as new as the last copy of its file, towards other versions of the same object. */
function renewed(
  { ledger }: ModelState,
  standing: ModelRow,
  row: StagedRow,
  before: ReadonlyMap<string, ModelEntry>,
): ModelRow {
  const writer = standing.recordId.slice(0, -13);
  const original = before.get(writer)?.source;
  const { source } = row.entry;
  // A record that is replayed by itself is of the object whose version brought it first.
  const whole = source.kind === 'replay' ? before.get(row.recordId.slice(0, -13))?.source : source;
  const isSameObject = original?.bucket === whole?.bucket && original?.key === whole?.key;
  if (original?.kind !== 'file' || !isSameObject) return standing;
  return [...ledger.values()]
    .filter(({ duplicateOf }) => duplicateOf === writer)
    .map(({ source }) => ({
      ...standing,
      arrivedAt: instant(source.arrivedAt),
      recordId: `${source.sourceId}${standing.recordId.slice(-13)}`,
    }))
    .reduce<ModelRow>(
      (newest, copy) =>
        compare([copy.arrivedAt, copy.recordId], [newest.arrivedAt, newest.recordId]) > 0 ? copy : newest,
      standing,
    );
}
