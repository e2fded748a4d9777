import { compareAcceptance } from './compare-acceptance.js';
import { compareColumnLists } from './compare-column-lists.js';
import { changesOf, isSame, type ContractChange } from './contract-change.js';
import type { ContractDescription } from './contract-description.js';

const { breaking, breakingRecords, additive, neutral } = changesOf();

/**
 * The differences between two contracts of a dataset; none when they describe the same. Versions are not compared:
 * what a version asks for is `checkContracts`' matter. Where no change breaks records, every record of the older
 * contract's keys that it accepted is accepted by the newer one, with the same values in the columns that both have.
 */
export function compareContracts(
  previous: ContractDescription,
  current: ContractDescription,
): ContractChange[] {
  return [
    ...compareAcceptance(previous, current),
    ...compareTables(previous, current),
    ...compareLoads(previous, current),
    ...compareFiles(previous, current),
    ...compareColumnLists(previous.columns, current.columns),
    ...(previous.description === current.description
      ? []
      : [neutral('the description changed', 'It is documentation only.')]),
  ];
}

function compareTables({ table: before }: ContractDescription, { table: after }: ContractDescription) {
  const changes: ContractChange[] = [];
  const names = [before, after].map(({ schema, name }) => `${schema}.${name}`);
  if (names[0] !== names[1])
    changes.push(
      breaking(
        `table ${names[0]} became ${names[1]}`,
        'Readers query the old table, and what is loaded stays there: the new one starts empty, with an empty ledger.',
        `Move the rows, rejects and ledger yourself or replay the sources, and tell the readers of ${names[0]}.`,
      ),
    );
  if (distributionOf(before) !== distributionOf(after))
    changes.push(
      additive(
        `distribution ${distributionOf(before)} became ${distributionOf(after)}`,
        'No row changes and no query fails; the table that stands keeps its distribution until it is altered.',
        'Run the migration; Redshift moves the rows of the whole table, so choose a quiet hour.',
      ),
    );
  if (!isSame(before.sortKeys, after.sortKeys))
    changes.push(
      additive(
        `sort key (${sortKeysOf(before)}) became (${sortKeysOf(after)})`,
        'No row changes and no query fails; which queries, and loads looking for duplicates, scan little changes. The table that stands keeps its order until it is altered.',
        'Run the migration; Redshift sorts the whole table anew, so choose a quiet hour.',
      ),
    );
  if (!isSame(before.encodings ?? {}, after.encodings ?? {}))
    changes.push(
      additive(
        'column encodings changed',
        'No row changes and no query fails; the columns that stand keep their compression until they are altered.',
        'Run the migration; Redshift compresses the columns anew, so choose a quiet hour.',
      ),
    );
  return changes;
}

/** How the DDL distributes the rows. */
export const distributionOf = ({ distKey, distStyle }: ContractDescription['table']): string =>
  distKey === undefined ? (distStyle ?? 'auto').toUpperCase() : `by ${distKey}`;

/** What the DDL sorts by. */
export const sortKeysOf = ({ sortKeys }: ContractDescription['table']): string =>
  (sortKeys.length > 0 ? sortKeys : ['_arrived_at']).join(', ');

function compareLoads(before: ContractDescription, after: ContractDescription) {
  const changes: ContractChange[] = [];
  const [{ load: old }, { load }] = [before, after];
  const rebuild =
    'Load the history again into a new table (another `table.name`), or mend the loaded rows by hand while loads are stopped.';
  if (old.mode !== load.mode)
    changes.push(
      // Records of a stream cannot come by themselves then.
      (load.mode === 'replace' ? breakingRecords : breaking)(
        `load mode ${old.mode} became ${load.mode}`,
        'What is loaded was kept by the old rule: every record a row (append), one row for each key (upsert), or the newest file alone (replace). Readers count on it.',
        rebuild,
      ),
    );
  else if (old.mode === 'upsert' && load.mode === 'upsert') {
    if (!isSame(old.key, load.key))
      changes.push(
        breaking(
          `key (${old.key.join(', ')}) became (${load.key.join(', ')})`,
          'Loaded rows are one for each old key: under the new key some replace each other and others stand doubled, and readers’ joins on the key go wrong.',
          rebuild,
        ),
      );
    if (old.versionColumn !== load.versionColumn)
      changes.push(
        breaking(
          `version column ${old.versionColumn ?? 'none (arrival)'} became ${load.versionColumn ?? 'none (arrival)'}`,
          'Which record of a key is the newest is decided otherwise: loaded rows were chosen by the old order.',
          rebuild,
        ),
      );
    if (old.tombstoneColumn !== load.tombstoneColumn)
      changes.push(
        breaking(
          `tombstone column ${old.tombstoneColumn ?? 'none'} became ${load.tombstoneColumn ?? 'none'}`,
          `Which rows count as deleted is decided otherwise, and readers of the view ${after.table.name}__live see it or lose it.`,
          'Tell the readers; `sluice migrate` makes the view anew.',
        ),
      );
  } else if (old.mode === 'replace' && load.mode === 'replace' && old.allowEmpty !== load.allowEmpty)
    changes.push(
      load.allowEmpty === true
        ? additive('an empty file empties the table', 'Files without a clean row were parked until now.')
        : breaking(
            'an empty file is parked',
            'Files without a clean row emptied the table until now.',
            'Tell whoever delivers the files that the table keeps its rows then.',
          ),
    );
  if (!isSame(before.identity, after.identity))
    changes.push(
      breaking(
        `identity ${identityText(before)} became ${identityText(after)}`,
        'Other records count as copies of each other, also of those that are loaded: fewer or more rows than before.',
        'Deploy it when no retries and replays are under way, and tell those who count rows.',
      ),
    );
  return changes;
}

function identityText({ identity }: ContractDescription): string {
  if (identity.kind === 'delivery') return 'delivery';
  return `event (${identity.columns.join(', ')}) within ${identity.windowSeconds} s`;
}

function compareFiles(before: ContractDescription, after: ContractDescription) {
  const changes: ContractChange[] = [];
  const settings = [
    ['format', 'file format'],
    ['tsvQuote', 'quote character of tsv files'],
    ['csvDelimiter', 'delimiter of csv files'],
  ] as const;
  for (const [setting, title] of settings)
    if (before.file[setting] !== after.file[setting])
      changes.push(
        breaking(
          `${title} ${JSON.stringify(before.file[setting])} became ${JSON.stringify(after.file[setting])}`,
          'Files as they were delivered until now are read otherwise: parked, or cut into other fields.',
          'Agree on the day with whoever delivers the files; replays of older files need the older contract.',
        ),
      );
  if (after.maxRejectRatio !== before.maxRejectRatio) {
    const what = `share of bad records that makes a file bad ${before.maxRejectRatio} became ${after.maxRejectRatio}`;
    changes.push(
      after.maxRejectRatio < before.maxRejectRatio
        ? breaking(
            what,
            'Files with more bad records than the new share were loaded without them and are now parked whole.',
            'Tell whoever delivers the files; parked ones are released when they are mended.',
          )
        : additive(what, 'Files that were parked whole are loaded without their bad records.'),
    );
  }
  return changes;
}
