import { describe, expect, it } from 'vitest';
import type { Expectation, ExpectedReject, ExpectedRow } from './expectation.js';
import { judgeTables } from './judge-tables.js';
import type { TableRow, WarehouseContents } from './warehouse-contents.js';

const early = '2026-03-01T00:00:00.000000Z';
const late = '2026-03-01T00:00:01.000000Z';

const rating = (recordId: string, tconst: string, arrivedAt = early): ExpectedRow => ({
  dataset: 'title-ratings',
  recordId,
  arrivedAt,
  name: 'plain',
  cells: { tconst, rated_at: early, average_rating: '5.0', num_votes: '1' },
});
const title = (recordId: string, name: string, title: string, arrivedAt = early): ExpectedRow => ({
  dataset: 'title-basics',
  recordId,
  arrivedAt,
  name,
  cells: { tconst: 'tt1', primary_title: title },
});
const reject: ExpectedReject = {
  dataset: 'unrouted',
  recordId: 'r',
  arrivedAt: early,
  name: 'bad',
  reason: 'empty_record',
};
const rejectRow = { ...reject, state: 'quarantined', rawLocation: 's3://b/k' };

const rowOf = ({ recordId, arrivedAt, cells }: ExpectedRow): TableRow => ({ recordId, arrivedAt, cells });
const kinds = (expected: Partial<Expectation>, found: Partial<WarehouseContents>) =>
  judgeTables(
    { rows: [], rejects: [], files: [], problems: [], ...expected },
    { ratings: [], titles: [], rejects: [], ledger: [], ...found },
  ).map(({ kind, id }) => `${kind} ${id}`);

describe('events', () => {
  const [one, copy, other] = [rating('1', 'tt1'), rating('2', 'tt1', late), rating('3', 'tt2')];

  it('stand once, under the identity of any of their copies', () => {
    for (const stands of [one, copy])
      expect(kinds({ rows: [one, copy, other] }, { ratings: [rowOf(stands), rowOf(other)] })).toEqual([]);
  });

  it.each([
    ['is not there', [other], ['lost 1']],
    ['is there twice', [one, copy, other], ['doubled 2']],
    ['is nobody’s', [one, other, rating('9', 'tt9')], ['wrong 9']],
    ['has the identity of another', [{ ...one, recordId: '3' }, other], ['wrong 3']],
    ['arrived at another time', [{ ...one, arrivedAt: late }, other], ['wrong 1']],
  ])('%s', (_what, ratings, findings) => {
    expect(kinds({ rows: [one, copy, other] }, { ratings: ratings.map(rowOf) })).toEqual(findings);
  });
});

describe('titles', () => {
  const [first, second] = [title('1', 'a', 'First'), title('2', 'b', 'Second', late)];

  it('stand in the version that arrived last, or in that of the greater identity', () => {
    expect(kinds({ rows: [second, first] }, { titles: [rowOf(second)] })).toEqual([]);
    const tie = title('3', 'c', 'Third', late);
    expect(kinds({ rows: [tie, second] }, { titles: [rowOf(tie)] })).toEqual([]);
    expect(kinds({ rows: [tie, second] }, { titles: [rowOf(second)] })).toEqual(['lost 3']);
  });

  it('may be of an earlier copy of the same file', () => {
    const again = title('3', 'a', 'First', late);
    expect(kinds({ rows: [first, again] }, { titles: [rowOf(first)] })).toEqual([]);
  });

  it('are lost when an older version stands, and doubled when there are two', () => {
    expect(kinds({ rows: [first, second] }, { titles: [rowOf(first)] })).toEqual(['lost 2']);
    expect(kinds({ rows: [first] }, { titles: [rowOf(first), rowOf(first)] })).toEqual(['doubled 1']);
  });
});

describe('rejects', () => {
  it.each([
    [[rejectRow], []],
    [[], ['lost r']],
    [[rejectRow, rejectRow], ['doubled r']],
    [[{ ...rejectRow, reason: 'too_long' }], ['wrong r']],
    [[{ ...rejectRow, state: 'loaded' }], ['wrong r']],
    [[rejectRow, { ...rejectRow, recordId: 'other' }], ['wrong other']],
  ])('stand once with their reason', (rejects, findings) => {
    expect(kinds({ rejects: [reject] }, { rejects })).toEqual(findings);
  });
});
