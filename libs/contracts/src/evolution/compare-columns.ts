import { trimmed } from '../blanks.js';
import { compareNullTokens } from './compare-null-tokens.js';
import { compareRules, textsOf } from './compare-rules.js';
import { changesOf, quoted, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

/** What changed in a column that kept its name. */
export function compareColumns(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  const { breaking, additive, neutral } = changesOf(after.name);
  const changes: ContractChange[] = [];
  if (before.from !== after.from)
    changes.push(
      breaking(
        `source renamed from ${quoted(before.from)} to ${quoted(after.from)}`,
        'Files with the old name are parked for header drift; stream records with it are refused, or read as null where the column is nullable.',
        'Agree on the day with whoever delivers it; replays of older records need the older contract.',
      ),
    );
  if (before.mask !== after.mask)
    changes.push(
      breaking(
        `mask ${before.mask ?? 'none'} became ${after.mask ?? 'none'}`,
        'Loaded rows hold the values as they were masked, or not, before: readers find both kinds, joins on the column miss, and what was to be hidden stays readable.',
        after.mask === undefined
          ? 'Load the history again into a new table (another `table.name`).'
          : 'Load the history again into a new table (another `table.name`) and drop the old one, with its snapshots and backups.',
      ),
    );
  if (before.type !== after.type) return [...changes, retyping(before, after)];
  return [
    ...changes,
    ...compareNullability(before, after),
    ...compareNullTokens(before, after),
    ...compareTrim(before, after),
    ...compareRules(before, after),
    ...(before.mask === after.mask && !isTypeExplained(before, after) ? [retyping(before, after)] : []),
    ...(before.description === after.description
      ? []
      : [neutral('the description changed', 'It is documentation only.')]),
  ];

  function compareTrim(old: ColumnDescription, current: ColumnDescription): ContractChange[] {
    if (old.trim === current.trim) return [];
    if (!current.trim)
      return [
        breaking(
          'blanks around the text are no longer trimmed',
          'Values with blanks around them were accepted without these and are refused, or stored with them.',
          'Let whoever delivers them trim, or keep `trim: true`.',
        ),
      ];
    const padded = [...old.nullTokens, ...textsOf(old)].filter((entry) => trimmed(entry) !== entry);
    if (old.type === 'text' || old.type === 'list' || old.type === 'json' || padded.length > 0)
      return [
        breaking(
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
}

function compareNullability(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  if (before.nullable === after.nullable) return [];
  const { breaking, additive } = changesOf(after.name);
  if (!after.nullable)
    return [
      breaking(
        'nullable became required',
        'Records without a value were accepted and are refused; loaded rows may hold null, so that Redshift cannot make the column NOT NULL.',
        'Keep it nullable and let readers filter, or load into a new table (another `table.name`).',
      ),
    ];
  if (after.tableType === null)
    return [additive('required became nullable', 'Records without a value were refused and are accepted.')];
  return [
    breaking(
      'required became nullable',
      'The column is NOT NULL in the table that stands, and Redshift cannot drop that; readers meet nulls for the first time.',
      `While loads are stopped: ADD COLUMN ${after.name}_new ${after.tableType}, UPDATE … SET ${after.name}_new = ${after.name}, DROP COLUMN ${after.name}, RENAME COLUMN ${after.name}_new TO ${after.name} (of a dist or sort key: make the table anew). Tell the readers.`,
    ),
  ];
}

function retyping(before: ColumnDescription, after: ColumnDescription): ContractChange {
  const typeOf = ({ type, tableType }: ColumnDescription) => `${type} (${tableType ?? 'not in the table'})`;
  return changesOf(after.name).breaking(
    `type ${typeOf(before)} became ${typeOf(after)}`,
    'Readers get values of another type, and Redshift alters no type in place but the length of VARCHAR.',
    `Add the new one beside it under another name and move the readers over, then remove ${after.name}; or load into a new table (another \`table.name\`).`,
  );
}

/** The same type in the table, or a VARCHAR whose length `compareRules` has told. */
function isTypeExplained(before: ColumnDescription, after: ColumnDescription): boolean {
  if (before.tableType === after.tableType) return true;
  return before.type === 'text' && after.type === 'text' && before.maxBytes !== after.maxBytes;
}
