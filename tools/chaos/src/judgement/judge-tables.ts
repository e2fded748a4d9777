import type { ExpectedReject, ExpectedRow, Expectation } from './expectation.js';
import type { Finding } from './finding.js';
import { groupBy } from './group-by.js';
import type { TableRow, WarehouseContents } from './warehouse-contents.js';

/** Every record's place in the tables, whatever order and whatever loads it came in. */
export function judgeTables(expected: Expectation, found: WarehouseContents): Finding[] {
  return [
    ...judgeRatings(
      expected.rows.filter(({ dataset }) => dataset === 'title-ratings'),
      found.ratings,
    ),
    ...judgeTitles(
      expected.rows.filter(({ dataset }) => dataset === 'title-basics'),
      found.titles,
    ),
    ...judgeRejects(expected.rejects, found.rejects),
  ];
}

/** Each event once, under the identity of one of its copies. */
function judgeRatings(expected: readonly ExpectedRow[], found: readonly TableRow[]): Finding[] {
  const eventOf = ({ cells }: Pick<ExpectedRow, 'cells'>) =>
    JSON.stringify(['tconst', 'rated_at', 'average_rating', 'num_votes'].map((name) => cells[name]));
  const copies = groupBy(expected, eventOf);
  const standing = groupBy(found, eventOf);
  const findings = [...copies].flatMap(([event, alike]) =>
    judgeOne(alike[0] as ExpectedRow, alike, standing.get(event) ?? []),
  );
  return [...findings, ...unknown(found.filter((row) => !copies.has(eventOf(row))))];
}

/** Of each title the version that arrived last; of two that arrived at once, the one of the greater identity. */
function judgeTitles(expected: readonly ExpectedRow[], found: readonly TableRow[]): Finding[] {
  const titleOf = ({ cells }: Pick<ExpectedRow, 'cells'>) => String(cells['tconst']);
  const versions = groupBy(expected, titleOf);
  const standing = groupBy(found, titleOf);
  const findings = [...versions].flatMap(([title, all]) => {
    const newest = all.reduce((one, other) => (isNewer(other, one) ? other : one));
    // A file that came back unchanged is not loaded again: its rows may be those of the first copy.
    const copies = all.filter(({ name, cells }) => name === newest.name && isSame(cells, newest.cells));
    const rows = standing.get(title) ?? [];
    const older = rows.filter((row) => !isSame(newest.cells, row.cells));
    return older.length > 0
      ? [lost(newest, `an older version stands: ${older.map(({ recordId }) => recordId).join(', ')}`)]
      : judgeOne(newest, copies, rows);
  });
  return [...findings, ...unknown(found.filter((row) => !versions.has(titleOf(row))))];
}

/** @param alike what may stand for it */
function judgeOne(
  expected: ExpectedRow,
  alike: readonly ExpectedRow[],
  found: readonly TableRow[],
): Finding[] {
  const [row, ...others] = found;
  if (row === undefined) return [lost(expected, 'not in its table')];
  if (others.length > 0)
    return others.map(({ recordId }) => ({
      kind: 'doubled',
      id: recordId,
      what: `${expected.name}: stands beside ${row.recordId}`,
    }));
  const stands = alike.find(({ recordId }) => recordId === row.recordId);
  if (stands === undefined)
    return [
      wrong(row.recordId, `${expected.name}: not the identity of ${expected.recordId} or a copy of it`),
    ];
  if (stands.arrivedAt !== row.arrivedAt)
    return [wrong(row.recordId, `arrived at ${stands.arrivedAt}, in the table ${row.arrivedAt}`)];
  return isSame(stands.cells, row.cells) ? [] : [wrong(row.recordId, 'other values than were handed in')];
}

function judgeRejects(expected: readonly ExpectedReject[], found: WarehouseContents['rejects']): Finding[] {
  const standing = groupBy(found, ({ recordId }) => recordId);
  const known = new Set(expected.map(({ recordId }) => recordId));
  const findings = expected.flatMap((reject): Finding[] => {
    const { recordId, name, dataset, reason, arrivedAt } = reject;
    const [row, ...others] = standing.get(recordId) ?? [];
    if (row === undefined) return [lost(reject, `a bad record (${reason}) that is quarantined nowhere`)];
    if (others.length > 0) return [{ kind: 'doubled', id: recordId, what: `${name}: a reject` }];
    const [is, ought] = [
      `${row.dataset} ${row.reason} ${row.state} ${row.arrivedAt}`,
      `${dataset} ${reason} quarantined ${arrivedAt}`,
    ];
    return is === ought ? [] : [wrong(recordId, `${name}: is ${is}, ought to be ${ought}`)];
  });
  return [...findings, ...unknown(found.filter(({ recordId }) => !known.has(recordId)))];
}

const unknown = (rows: readonly { readonly recordId: string }[]): Finding[] =>
  rows.map(({ recordId }) => wrong(recordId, 'handed in by nobody'));

const lost = ({ recordId, name }: { recordId: string; name: string }, what: string): Finding => ({
  kind: 'lost',
  id: recordId,
  what: `${name}: ${what}`,
});
const wrong = (id: string, what: string): Finding => ({ kind: 'wrong', id, what });

const isNewer = (one: ExpectedRow, other: ExpectedRow): boolean =>
  one.arrivedAt === other.arrivedAt ? one.recordId > other.recordId : one.arrivedAt > other.arrivedAt;

/** In what is known of the first. */
const isSame = (known: ExpectedRow['cells'], cells: ExpectedRow['cells']): boolean =>
  Object.entries(known).every(([name, cell]) => cells[name] === cell);
