import { trimmed } from '../blanks.js';
import { compareAbsence } from './compare-absence.js';
import { compareOrigins, type OlderName } from './compare-derivations.js';
import { compareNullTokens } from './compare-null-tokens.js';
import { compareRules, textsOf } from './compare-rules.js';
import { changesOf, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

/**
 * What changed in a column that kept its name, or was renamed.
 * @param olderName of columns that it is derived from
 */
export function compareColumns(
  before: ColumnDescription,
  after: ColumnDescription,
  olderName: OlderName = (name) => name,
): ContractChange[] {
  const changes = [...compareOrigins(before, after, olderName), ...compareMasks(before, after)];
  if (before.type !== after.type) return [...changes, retyping(before, after)];
  return [
    ...changes,
    ...compareAbsence(before, after),
    ...compareNullTokens(before, after),
    ...compareTrim(before, after),
    ...compareRules(before, after),
    ...compareTypes(before, after),
    ...(before.description === after.description
      ? []
      : [changesOf(after.name).neutral('the description changed', 'It is documentation only.')]),
  ];
}

function compareMasks(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  if (before.mask === after.mask) return [];
  const { breaking, breakingRecords } = changesOf(after.name);
  // One of the tables does not have the column then.
  const change = before.mask === 'drop' || after.mask === 'drop' ? breaking : breakingRecords;
  return [
    change(
      `mask ${before.mask ?? 'none'} became ${after.mask ?? 'none'}`,
      'Loaded rows hold the values as they were masked, or not, before: readers find both kinds, joins on the column miss, and what was to be hidden stays readable.',
      after.mask === undefined
        ? 'Load the history again into a new table (another `table.name`).'
        : 'Load the history again into a new table (another `table.name`) and drop the old one, with its snapshots and backups.',
    ),
  ];
}

function compareTrim(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  if (before.trim === after.trim) return [];
  const { breakingRecords, additive } = changesOf(after.name);
  if (!after.trim)
    return [
      breakingRecords(
        'blanks around the text are no longer trimmed',
        'Values with blanks around them were accepted without these and are refused, or stored with them.',
        'Let whoever delivers them trim, or keep `trim: true`.',
      ),
    ];
  const padded = [...before.nullTokens, ...textsOf(before)].filter((entry) => trimmed(entry) !== entry);
  if (before.type === 'text' || before.type === 'list' || before.type === 'json' || padded.length > 0)
    return [
      breakingRecords(
        'blanks around the text are now trimmed',
        'Values with blanks around them were stored with these: the same record gives another value than the loaded one.',
        'Trim the loaded values in the table as well (UPDATE … SET c = BTRIM(c)), or load the history again.',
      ),
    ];
  return [
    additive(
      'blanks around the text are now trimmed',
      'Values with blanks around them were refused and are accepted.',
    ),
  ];
}

/** Of columns of one type: its type in the table, and digits, which the rules leave to it. */
function compareTypes(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  if (before.type === 'decimal' && after.type === 'decimal') {
    if (before.precision === after.precision && before.scale === after.scale) return [];
    const isWider = before.scale === after.scale && before.precision <= after.precision;
    return [retyping(before, after, !isWider)];
  }
  // `compareMasks` and `compareRules` have told the rest.
  const isTold = before.tableType === after.tableType || before.mask !== after.mask || before.type === 'text';
  return isTold ? [] : [retyping(before, after)];
}

/** @param breaksRecords whether values become others, or are refused */
function retyping(before: ColumnDescription, after: ColumnDescription, breaksRecords = true): ContractChange {
  const { breaking, breakingRecords } = changesOf(after.name);
  return (breaksRecords ? breakingRecords : breaking)(
    `type ${typeText(before)} became ${typeText(after)}`,
    'Readers get values of another type, and Redshift alters no type in place but the length of VARCHAR.',
    `Add the new one beside it under another name and move the readers over, then remove ${after.name}; or load into a new table (another \`table.name\`).`,
  );
}

function typeText(column: ColumnDescription): string {
  const digits =
    column.type === 'decimal' && column.mask !== undefined ? `(${column.precision},${column.scale})` : '';
  return `${column.type}${digits} (${column.tableType ?? 'not in the table'})`;
}
