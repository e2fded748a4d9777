import { planLoad } from '@sluice/redshift-loading';
import { describe, expect, it } from 'vitest';
import { commandLabel, inProcessUris } from './load-in-duckdb.js';
import { loadShares, shareOf } from './load-shares.js';
import { loadingCases } from './loading-cases.js';
import { loadRequest } from './staged-delivery.js';

describe('what the time of a load goes to', () => {
  const cases = [...loadingCases(1000, 1), ...loadingCases(1000, 2)];

  it.each(cases.map((each) => [each.name, each] as const))('is known of every command: %s', (_, each) => {
    const request = loadRequest(each, each.delivery, inProcessUris, 'Load-1');
    const labels = planLoad(request)
      .filter((command) => command.do !== 'limit-statement-time' && command.do !== 'lock')
      .map((command) => commandLabel(command, 'Load-1'));
    expect(labels.filter((label) => /load-1/i.test(label))).toEqual([]);
    expect(new Set(labels.map(shareOf))).toEqual(new Set(['stage', 'ledger', 'dedup', 'apply']));
  });

  it.each([
    ['copy (rows)', 'stage'],
    ['create-stage (rows)', 'stage'],
    ['copy (sources)', 'ledger'],
    ['create-stage (verdicts)', 'ledger'],
    ['create-stage (rows_marks)', 'dedup'],
    ['mark-repeats superseded (rows_records)', 'dedup'],
    ['delete-replaced', 'apply'],
    ['commit', 'commit'],
  ])('%s belongs to %s', (label, share) => {
    expect(shareOf(label)).toBe(share);
  });

  it('adds up to the whole', () => {
    const shares = loadShares([
      { label: 'copy (rows)', ms: 10 },
      { label: 'judge-sources', ms: 5 },
      { label: 'mark-present (rows_records)', ms: 20 },
      { label: 'insert-rows (rows_records)', ms: 60 },
      { label: 'commit', ms: 5 },
    ]);
    expect(shares).toEqual({ stage: 0.1, ledger: 0.05, dedup: 0.2, apply: 0.6, commit: 0.05 });
  });

  it('is not guessed', () => {
    expect(() => shareOf('vacuum')).toThrow(RangeError);
  });
});
