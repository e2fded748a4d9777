import { derivationText } from '../rule-text.js';
import type { Derivation } from '../column.js';
import { changesOf, isSame, quoted, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

/** The older name of a column that was renamed, or its own. */
export type OlderName = (name: string) => string;

/** What changed in where a column's text comes from. */
export function compareOrigins(
  before: ColumnDescription,
  after: ColumnDescription,
  olderName: OlderName,
): ContractChange[] {
  const { breakingRecords } = changesOf(after.name);
  if (before.derive === undefined && after.derive === undefined) {
    if (before.from === after.from) return [];
    return [
      breakingRecords(
        `source renamed from ${quoted(before.from)} to ${quoted(after.from)}`,
        'Files with the old name are parked for header drift; stream records with it are refused, or read as null where the column is nullable.',
        'Agree on the day with whoever delivers it; replays of older records need the older contract.',
      ),
    ];
  }
  if (isSameDerivation(before.derive, after.derive, olderName)) return [];
  const files =
    before.derive === undefined
      ? ' Files that still bring it are parked for header drift.'
      : after.derive === undefined
        ? ' Files without it are parked for header drift.'
        : '';
  return [
    breakingRecords(
      `${originOf(before)} became ${originOf(after)}`,
      `The same record gives another value than the loaded one, or none.${files}`,
      'Put the new values into a column of their own; or load the history again into a new table (another `table.name`).',
    ),
  ];
}

/** Whether two derivations make the same of the same columns, renamed or not. */
export function isSameDerivation(
  before: Derivation | undefined,
  after: Derivation | undefined,
  olderName: OlderName,
): boolean {
  if (before === undefined || after === undefined) return before === after;
  const of = typeof after.of === 'string' ? olderName(after.of) : after.of.map(olderName);
  return isSame(before, { ...after, of });
}

const originOf = ({ from, derive }: ColumnDescription): string =>
  derive === undefined ? `read from ${quoted(from)}` : `derived (${derivationText(derive)})`;
