import { changesOf, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

/** Where a new column stands, and what it means for older records. */
export interface Addition {
  /** Whether no older column stands behind it. */
  readonly isLast: boolean;
  /** Whether it refuses no record that was accepted without it. */
  readonly isRecordSafe: boolean;
}

const drift =
  'A tsv, csv or Parquet file must name every column of the contract, so one without it is parked for header drift, whether it may be null or not.';
const order = 'Those who deliver files begin with the column on the day of the deployment.';

/**
 * What a new column does. One of the table must be nullable, with a default or a derivation too: `ADD COLUMN … NOT NULL
 * DEFAULT` would claim a value of loaded rows whose records may have had another one, in a key that was ignored then.
 */
export function additionOf(column: ColumnDescription, { isLast, isRecordSafe }: Addition): ContractChange {
  const { breaking, breakingRecords, additive } = changesOf(column.name);
  const { nullable, tableType, derive } = column;
  const isDerived = derive !== undefined;
  const what = `${nullable ? 'nullable' : 'required'} ${isDerived ? 'derived ' : ''}column added`;
  const files = isDerived ? '' : ` ${drift}`;
  if (!isRecordSafe) return breakingRecords(what, ...refusing(column, files));
  if (!nullable && tableType !== null)
    return breaking(
      what,
      `Rows that are loaded have no value for it, and Redshift adds no NOT NULL column without one.${files}`,
      `Make it nullable: loaded rows hold null then, new ones ${isDerived ? 'what it is made of' : 'never, as it has a default'}.`,
    );
  if (!isLast && tableType !== null)
    return breaking(
      `${what} before others`,
      'Rows on their way from the stream in batches that name no columns, which an older Sluice wrote, carry their values by position: those that are in flight at the deployment would be read in the wrong columns.',
      'Put it behind the columns that were there; the order in the table does not depend on it.',
    );
  return additive(
    what,
    loaded(column) + files,
    isDerived ? fill(column) : [order, fill(column)].join(' ').trimEnd(),
  );
}

function refusing({ nullable, derive, default: entry }: ColumnDescription, files: string): [string, string] {
  if (derive !== undefined)
    return [
      'Records whose derived text it does not accept were accepted and are refused.',
      'Give it a rule that accepts all that its sources can give: nullable where these are or a null token may come of them, lengths and years of theirs, no pattern.',
    ];
  if (nullable || entry !== undefined)
    return [
      `Its source was read by another column, by a rule that accepted more: records that were accepted are refused.${files}`,
      'Give it a rule that accepts what the other column did, or a source of its own.',
    ];
  return [
    `Records without it were accepted and are refused; rows that are loaded have no value for it, and Redshift adds no NOT NULL column without one.${files}`,
    'Make it nullable, or load into a new table (another `table.name`) with a new version.',
  ];
}

function loaded({ tableType, derive, default: entry }: ColumnDescription): string {
  const rows = tableType === null ? 'The table does not have it' : 'Loaded rows hold null in it';
  if (derive !== undefined) return `${rows}; no record is refused for it, and files need not change.`;
  if (entry !== undefined) return `${rows}; stream records and ndjson without it get its default.`;
  return `${rows}; stream records and ndjson without it stay accepted.`;
}

function fill({ name, tableType, derive, default: entry }: ColumnDescription): string {
  if (tableType === null || (derive === undefined && entry === undefined)) return '';
  const rows = derive === undefined ? 'Loaded rows' : 'Loaded rows, and those in flight at the deployment,';
  return `${rows} are filled by hand where readers need it: UPDATE … SET ${name} = … WHERE ${name} IS NULL.`;
}
