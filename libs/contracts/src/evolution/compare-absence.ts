import { valueReader } from '../read-value.js';
import { changesOf, isSame, quoted, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

/** What changed in what null, and a value that is not there, means. */
export function compareAbsence(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  return [...compareNullability(before, after), ...compareDefaults(before, after)];
}

const readNull = (column: ColumnDescription) => valueReader(column, [])(null);

function compareNullability(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  if (before.nullable === after.nullable) return [];
  return after.nullable ? becameNullable(after) : becameRequired(before, after);
}

function becameRequired(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  const { breaking, breakingRecords, neutral } = changesOf(after.name);
  const what = 'nullable became required';
  if ('value' in readNull(before) && 'reason' in readNull(after))
    return [
      breakingRecords(
        what,
        'Records without a value were accepted and are refused; loaded rows may hold null, so that Redshift cannot make the column NOT NULL.',
        'Keep it nullable and let readers filter, or load into a new table (another `table.name`).',
      ),
    ];
  if (after.tableType === null)
    return [neutral(what, 'With a default no record gives null, and the table does not have the column.')];
  return [
    breaking(
      what,
      'Loaded rows may hold null, so that Redshift cannot make the column NOT NULL.',
      'Keep it nullable: with a default no record gives null all the same.',
    ),
  ];
}

function becameNullable(after: ColumnDescription): ContractChange[] {
  const { breaking, additive } = changesOf(after.name);
  const what = 'required became nullable';
  if (after.tableType === null)
    return [additive(what, 'Records without a value were refused and are accepted.')];
  if (after.default !== undefined)
    return [
      breaking(
        what,
        'The column is NOT NULL in the table that stands, and Redshift cannot drop that.',
        'Keep it required: with a default it accepts records without a value all the same.',
      ),
    ];
  return [
    breaking(
      what,
      'The column is NOT NULL in the table that stands, and Redshift cannot drop that; readers meet nulls for the first time.',
      `While loads are stopped: ADD COLUMN ${after.name}_new ${after.tableType}, UPDATE … SET ${after.name}_new = ${after.name}, DROP COLUMN ${after.name}, RENAME COLUMN ${after.name}_new TO ${after.name} (of a dist or sort key: make the table anew). Tell the readers.`,
    ),
  ];
}

function compareDefaults(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  if (before.default === after.default) return [];
  const { breakingRecords, additive, neutral } = changesOf(after.name);
  const shown = (text: string | undefined) => (text === undefined ? 'none' : quoted(text));
  const what = `default ${shown(before.default)} became ${shown(after.default)}`;
  const [old, now] = [readNull(before), readNull(after)];
  if ('reason' in old)
    return [additive(what, 'Records without a value were refused and are accepted, with the default.')];
  if (isSame(old, now)) return [neutral(what, 'It is the same value in another form.')];
  return [
    breakingRecords(
      what,
      'reason' in now
        ? 'Records without a value were accepted and are refused, replays of older ones too.'
        : 'The same record without a value gives another value than the loaded one.',
      'Keep the default as it was; or mend the loaded rows by hand, and tell those who read the column.',
    ),
  ];
}
