import type { ParkedRecord } from '@sluice/message-schemas';
import type { ExpectedFile, Expectation } from './expectation.js';
import type { Finding } from './finding.js';
import { groupBy } from './group-by.js';
import type { LedgerEntry, WarehouseContents } from './warehouse-contents.js';

/** Every file that landed is in the ledger once, or parked for its reason; every sum holds. */
export function judgeSources(
  { files }: Expectation,
  { ledger, rejects, ratings, titles }: WarehouseContents,
  parked: readonly ParkedRecord[],
): Finding[] {
  const entries = groupBy(ledger, ({ sourceId }) => sourceId);
  const parkedById = new Map(parked.map((record) => [record.sourceId, record]));
  const known = new Set(files.map(({ sourceId }) => sourceId));
  const sum = (dataset: string, pick: (entry: LedgerEntry) => number): number =>
    ledger.filter((entry) => entry.dataset === dataset).reduce((total, entry) => total + pick(entry), 0);
  return [
    ...files.flatMap((file) =>
      judgeFile(file, entries.get(file.sourceId) ?? [], parkedById.get(file.sourceId)),
    ),
    ...parked
      .filter(({ sourceId }) => !known.has(sourceId))
      .map(({ sourceId, failure, source }) => wrong(sourceId, `${source} is parked: ${failure.reason}`)),
    ...[...entries].flatMap(([sourceId, same]): Finding[] =>
      same.length > 1 ? [{ kind: 'doubled', id: sourceId, what: 'a source stands twice in the ledger' }] : [],
    ),
    ...ledger.flatMap(({ sourceId, kind, read, loaded, deduplicated, quarantined }): Finding[] => [
      ...(loaded + deduplicated + quarantined === read
        ? []
        : [wrong(sourceId, `read ${read}, accounted for ${loaded + deduplicated + quarantined}`)]),
      ...(kind !== 'file' || known.has(sourceId) ? [] : [wrong(sourceId, 'a file that nobody landed')]),
    ]),
    ...['title-basics', 'title-ratings', 'unrouted'].flatMap((dataset) =>
      sameNumber(
        `${dataset}: quarantined by the ledger and in the table`,
        sum(dataset, ({ quarantined }) => quarantined),
        rejects.filter((reject) => reject.dataset === dataset).length,
      ),
    ),
    ...sameNumber(
      'title-ratings: loaded by the ledger and in the table',
      sum('title-ratings', ({ loaded }) => loaded),
      ratings.length,
    ),
    // A title was inserted by one source and updated by others.
    ...(sum('title-basics', ({ loaded }) => loaded) >= titles.length
      ? []
      : [wrong('title-basics', 'more rows than were loaded')]),
  ];
}

function judgeFile(
  { sourceId, key, fate }: ExpectedFile,
  entries: readonly LedgerEntry[],
  parked: ParkedRecord | undefined,
): Finding[] {
  const [entry] = entries;
  if (fate.kind === 'parked') {
    if (entry !== undefined) return [wrong(sourceId, `${key}: loaded, though ${fate.reason}`)];
    if (parked === undefined) return [{ kind: 'lost', id: sourceId, what: `${key}: ought to be parked` }];
    return parked.failure.reason === fate.reason
      ? []
      : [wrong(sourceId, `${key}: parked for ${parked.failure.reason}, ought to be for ${fate.reason}`)];
  }
  const isParked = parked === undefined ? '' : `, parked: ${parked.failure.reason}`;
  if (entry === undefined) return [{ kind: 'lost', id: sourceId, what: `${key}: in no ledger${isParked}` }];
  if (parked !== undefined) return [wrong(sourceId, `${key}: loaded${isParked}`)];
  return sameNumber(`${key}: records read`, entry.read, fate.records.length);
}

const sameNumber = (what: string, found: number, expected: number): Finding[] =>
  found === expected ? [] : [wrong(what, `${found}, ought to be ${expected}`)];

const wrong = (id: string, what: string): Finding => ({ kind: 'wrong', id, what });
