import type { ParkedRecord } from '@sluice/message-schemas';
import { describe, expect, it } from 'vitest';
import type { ExpectedFile } from './expectation.js';
import { judgeSources } from './judge-sources.js';
import type { LedgerEntry } from './warehouse-contents.js';

const landed = { key: 'title-ratings/a.tsv', versionId: 'v', arrivedAt: '', content: '' };
const good: ExpectedFile = {
  ...landed,
  sourceId: 'good',
  fate: {
    kind: 'loaded',
    dataset: 'title-ratings',
    records: [{ reason: 'too_long' }, { reason: 'too_long' }],
  },
};
const bad: ExpectedFile = { ...landed, sourceId: 'bad', fate: { kind: 'parked', reason: 'header_drift' } };
const entry: LedgerEntry = {
  dataset: 'title-ratings',
  sourceId: 'good',
  kind: 'file',
  state: 'loaded',
  read: 2,
  loaded: 0,
  deduplicated: 2,
  quarantined: 0,
};
const parkedFor = (sourceId: string, reason: string): ParkedRecord => ({
  ...{ type: 'ParkedRecord', version: 1, dataset: 'title-ratings', source: sourceId, sourceId },
  failure: { class: 'data', reason, message: '' },
  ...{ attempts: 1, parkedAt: '', message: '', lane: 'files' },
});
const right = { files: [good, bad], ledger: [entry], parked: [parkedFor('bad', 'header_drift')] };

const kinds = ({ files, ledger, parked }: Partial<typeof right>) =>
  judgeSources(
    { rows: [], rejects: [], problems: [], files: files ?? right.files },
    { ratings: [], titles: [], rejects: [], ledger: ledger ?? right.ledger },
    parked ?? right.parked,
  ).map(({ kind, id }) => `${kind} ${id}`);

describe('a file', () => {
  it('is in the ledger once, or parked for its reason', () => {
    expect(kinds({})).toEqual([]);
  });

  it.each([
    ['is in no ledger', { ledger: [] }, ['lost good']],
    ['is in the ledger twice', { ledger: [entry, entry] }, ['doubled good']],
    [
      'has other records',
      { ledger: [{ ...entry, read: 3, deduplicated: 3 }] },
      [`wrong ${good.key}: records read`],
    ],
    ['does not add up', { ledger: [{ ...entry, deduplicated: 1 }] }, ['wrong good']],
    ['is nobody’s', { ledger: [entry, { ...entry, sourceId: 'x' }] }, ['wrong x']],
    ['is not parked', { parked: [] }, ['lost bad']],
    ['is parked for something else', { parked: [parkedFor('bad', 'empty_file')] }, ['wrong bad']],
    ['is loaded though bad', { ledger: [entry, { ...entry, sourceId: 'bad' }] }, ['wrong bad']],
    ['is parked though loaded', { parked: [...right.parked, parkedFor('good', 'x')] }, ['wrong good']],
    ['something else is parked', { parked: [...right.parked, parkedFor('x', 'x')] }, ['wrong x']],
  ])('%s', (_what, given, findings) => {
    expect(kinds(given)).toEqual(findings);
  });

  it('counts the same in the ledger and in the tables', () => {
    const counted = { ...entry, deduplicated: 0, loaded: 1, quarantined: 1 };
    expect(kinds({ ledger: [counted] })).toEqual([
      'wrong title-ratings: quarantined by the ledger and in the table',
      'wrong title-ratings: loaded by the ledger and in the table',
    ]);
  });
});
