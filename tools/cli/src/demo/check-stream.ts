import type { LedgerTotals } from '../status/ledger-totals.js';
import type { Check } from './demo-result.js';
import { badRecords, type KnownRecords } from './samples.js';

/** The stream's sums against what its producer sent. */
export function streamChecks(
  { records, faults, repeated }: KnownRecords,
  recordsPut: number,
  totals: readonly LedgerTotals[],
  othersMayHaveIt: boolean,
): Check[] {
  const streamed = totals.filter(({ path }) => path === 'stream');
  const sum = (pick: (each: LedgerTotals) => number) => streamed.reduce((all, each) => all + pick(each), 0);
  const bad = badRecords(faults);
  return [
    { claim: 'stream: records put, of those made', expected: records.length, found: recordsPut },
    { claim: 'stream: records read, of those put', expected: recordsPut, found: sum((t) => t.read) },
    { claim: 'stream: bad records found', expected: bad, found: sum((t) => t.quarantined) },
    othersMayHaveIt
      ? {
          claim: 'stream: good records accounted for',
          expected: records.length - bad,
          found: sum((t) => t.loaded) + sum((t) => t.deduplicated),
        }
      : {
          claim: 'stream: records that the producer repeated',
          expected: repeated,
          found: sum((t) => t.deduplicated),
        },
  ];
}
