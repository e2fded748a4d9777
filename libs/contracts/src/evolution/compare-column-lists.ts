import { compareColumns } from './compare-columns.js';
import { changesOf, isSame, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

type Columns = readonly ColumnDescription[];

/** Columns that went, came, were renamed or moved, then what changed in those that stayed. */
export function compareColumnLists(before: Columns, after: Columns): ContractChange[] {
  const changes: ContractChange[] = [];
  const named = (columns: Columns, name: string) => columns.find((column) => column.name === name);
  const renamed = new Map<string, string>();
  for (const column of before) {
    if (named(after, column.name)) continue;
    const heir = after.find(
      ({ name, from, type }) => from === column.from && type === column.type && !named(before, name),
    );
    if (heir) renamed.set(heir.name, column.name);
    changes.push(heir ? renaming(column, heir) : removal(column));
  }
  after.forEach((column, position) => {
    const old = named(before, column.name);
    if (old) changes.push(...compareColumns(old, column));
    else if (!renamed.has(column.name)) {
      const isLast = after.slice(position + 1).every(({ name }) => !named(before, name));
      changes.push(addition(column, isLast));
    }
  });
  return [...changes, ...moves(before, after)];
}

function removal(column: ColumnDescription): ContractChange {
  const isInTable = column.tableType !== null;
  return changesOf(column.name).breaking(
    'column removed',
    isInTable
      ? 'Readers still ask for it, and files that still bring it are parked for header drift. The table keeps the column: new rows hold null in it, or cannot be inserted where it is NOT NULL.'
      : 'Files that still bring it are parked for header drift.',
    isInTable
      ? 'Tell the readers and whoever delivers it; when both are done, drop the column from the table by hand, before the deployment if it is NOT NULL.'
      : 'Agree on the day with whoever delivers it.',
  );
}

function renaming(column: ColumnDescription, heir: ColumnDescription): ContractChange {
  return changesOf(column.name).breaking(
    `column renamed to ${heir.name}`,
    'Readers still ask for the old name, and the table that stands has no column of the new one.',
    `Run ALTER TABLE … RENAME COLUMN ${column.name} TO ${heir.name} with the deployment, and tell the readers (a view with the old name helps them over).`,
  );
}

function addition(column: ColumnDescription, isLast: boolean): ContractChange {
  const { breaking, additive } = changesOf(column.name);
  const drift =
    'A tsv, csv or Parquet file must name every column of the contract, so one without it is parked for header drift, whether it may be null or not.';
  const order = 'Those who deliver files begin with the column on the day of the deployment.';
  if (!column.nullable)
    return breaking(
      'required column added',
      `Records without it were accepted and are refused; rows that are loaded have no value for it, and Redshift adds no NOT NULL column without one. ${drift}`,
      'Make it nullable, or load into a new table (another `table.name`) with a new version.',
    );
  if (!isLast && column.tableType !== null)
    return breaking(
      'nullable column added before others',
      'Rows on their way from the stream carry their values by position: those that are in flight at the deployment would be read in the wrong columns.',
      'Put it behind the columns that were there; the order in the table does not depend on it.',
    );
  return additive(
    'nullable column added',
    `Loaded rows hold null in it; stream records and ndjson without it stay accepted. ${drift}`,
    order,
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
      'Rows on their way from the stream, and cleaned files that are copied, carry their values by position; of a record with two faults another one is told.',
      'Move them back: the order in the table that stands does not change with it.',
    ),
  ];
}
