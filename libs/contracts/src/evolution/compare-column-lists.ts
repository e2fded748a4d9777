import { acceptsNull } from '../accepts-null.js';
import { additionOf } from './column-addition.js';
import { compareColumns } from './compare-columns.js';
import { isSameDerivation, type OlderName } from './compare-derivations.js';
import { changesOf, isSame, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';
import { acceptsDerived } from './derived-acceptance.js';

type Columns = readonly ColumnDescription[];

/** Columns that went, came, were renamed or moved, and what changed in those that stayed. */
export function compareColumnLists(before: Columns, after: Columns): ContractChange[] {
  const changes: ContractChange[] = [];
  const named = (columns: Columns, name: string) => columns.find((column) => column.name === name);
  const renamed = new Map<string, string>();
  const olderName: OlderName = (name) => renamed.get(name) ?? name;
  for (const column of before) {
    if (named(after, column.name)) continue;
    const heir = after.find(
      (candidate) =>
        !named(before, candidate.name) &&
        candidate.type === column.type &&
        (column.derive === undefined
          ? isSourceOf(column, candidate)
          : !renamed.has(candidate.name) && isSameDerivation(column.derive, candidate.derive, olderName)),
    );
    if (heir) renamed.set(heir.name, column.name);
    changes.push(heir ? renaming(column, heir) : removal(column));
  }
  after.forEach((column, position) => {
    const old = named(before, olderName(column.name));
    if (old) changes.push(...compareColumns(old, column, olderName));
    else {
      const isLast = after.slice(position + 1).every(({ name }) => !named(before, name));
      changes.push(additionOf(column, { isLast, isRecordSafe: isRecordSafe(column, before, after) }));
    }
  });
  return [...changes, ...moves(before, after)];
}

const isSourceOf = (one: ColumnDescription, other: ColumnDescription): boolean =>
  one.derive === undefined && other.derive === undefined && one.from === other.from;

/** Whether every record that the older columns accepted passes a new one; keys that they did not read apart. */
function isRecordSafe(column: ColumnDescription, before: Columns, after: Columns): boolean {
  if (column.derive !== undefined) return acceptsDerived(column, after);
  const reader = before.find((candidate) => isSourceOf(candidate, column));
  return reader === undefined
    ? acceptsNull(column)
    : compareColumns(reader, column).every(({ breaksRecords }) => !breaksRecords);
}

function removal({ name, tableType, derive }: ColumnDescription): ContractChange {
  const drift = derive === undefined ? 'Files that still bring it are parked for header drift.' : '';
  const asked = `Readers still ask for it. ${drift}`.trimEnd();
  const day = derive === undefined ? ' and whoever delivers it' : '';
  if (tableType === null)
    return changesOf(name).breaking(
      'column removed',
      drift || 'Nothing is made of its sources any more.',
      'Agree on the day with whoever delivers it.',
    );
  return changesOf(name).breaking(
    'column removed',
    `${asked} The table keeps the column: new rows hold null in it, or cannot be inserted where it is NOT NULL.`,
    `Tell the readers${day}; when all are done, drop the column from the table by hand, before the deployment if it is NOT NULL.`,
  );
}

function renaming(column: ColumnDescription, heir: ColumnDescription): ContractChange {
  return changesOf(column.name).breaking(
    `column renamed to ${heir.name}`,
    'Readers still ask for the old name, and the table that stands has no column of the new one. Rows on their way from the stream bring the value under the old name, which is not asked for any more.',
    `Let the rows lane run empty, run ALTER TABLE … RENAME COLUMN ${column.name} TO ${heir.name} with the deployment, and tell the readers (a view with the old name helps them over).`,
  );
}

function moves(before: Columns, after: Columns): ContractChange[] {
  const common = (columns: Columns, others: Columns) =>
    columns.map(({ name }) => name).filter((name) => others.some((other) => other.name === name));
  const [old, current] = [common(before, after), common(after, before)];
  if (isSame(old, current)) return [];
  return [
    changesOf().breaking(
      `columns moved: ${old.join(', ')} became ${current.join(', ')}`,
      'Cleaned files that are copied carry their values by position; of a record with two faults another one is told.',
      'Move them back: the order in the table that stands does not change with it.',
    ),
  ];
}
