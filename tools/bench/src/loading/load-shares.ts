import type { CommandTime } from './load-in-duckdb.js';

/** What the time of a load goes to. */
export const shareNames = ['stage', 'ledger', 'dedup', 'apply', 'commit'] as const;
export type ShareName = (typeof shareNames)[number];

const shares: readonly (readonly [RegExp, ShareName])[] = [
  [/^(create-stage|copy) \((sources|verdicts)\)|^(judge-sources|record-sources|read-ledger)/, 'ledger'],
  [/^(create-stage|copy) \(\w+_(records|marks|accepted)\)|^(identify-|mark-|accept-)/, 'dedup'],
  [/^(create-stage|copy) /, 'stage'],
  [/^(delete-|clear-|insert-|settle-)/, 'apply'],
  [/^commit/, 'commit'],
];

/** @throws {RangeError} for a command that it does not know, which would otherwise count as nothing */
export function shareOf(label: string): ShareName {
  const found = shares.find(([pattern]) => pattern.test(label));
  if (!found) throw new RangeError(`What ${label} belongs to is not known.`);
  return found[1];
}

/** Parts of the whole, which add up to 1. */
export function loadShares(commands: readonly CommandTime[]): Readonly<Record<ShareName, number>> {
  const sums = { stage: 0, ledger: 0, dedup: 0, apply: 0, commit: 0 };
  for (const { label, ms } of commands) sums[shareOf(label)] += ms;
  const whole = Object.values(sums).reduce((sum, ms) => sum + ms, 0);
  for (const name of shareNames) sums[name] /= whole;
  return sums;
}
