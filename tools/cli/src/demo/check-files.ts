import type { Check } from './demo-result.js';
import type { FileFate } from './land-file.js';
import { badRecords, type KnownFile } from './samples.js';

/**
 * A file's ledger row against what it was made of.
 * @param othersMayHaveIt another source may hold the same events: each was then either loaded or deduplicated
 */
export function fileChecks(
  name: string,
  fate: FileFate,
  known: KnownFile | undefined,
  othersMayHaveIt = false,
): Check[] {
  if (fate.kind === 'parked')
    return [{ claim: `what became of ${name}`, expected: 'loaded', found: 'parked' }];
  if (known === undefined) return [];
  const { read, loaded, deduplicated, quarantined } = fate.file;
  return [
    { claim: `${name}: records read, of those in it`, expected: known.records, found: read },
    { claim: `${name}: bad records found`, expected: badRecords(known.faults), found: quarantined },
    othersMayHaveIt
      ? {
          claim: `${name}: good records accounted for`,
          expected: known.records - badRecords(known.faults),
          found: loaded + deduplicated,
        }
      : { claim: `${name}: rows loaded, of its different keys`, expected: known.distinctKeys, found: loaded },
  ];
}

/** The same bytes under the same key again change nothing. */
export function repeatChecks(first: FileFate, again: FileFate | undefined): Check[] {
  const claim = 'the same file again';
  if (first.kind === 'parked' || again === undefined) return [];
  if (again.kind === 'parked')
    return [{ claim: `what became of ${claim}`, expected: 'deduplicated', found: 'parked' }];
  return [
    { claim: `${claim}: records deduplicated`, expected: first.file.read, found: again.file.deduplicated },
    { claim: `${claim}: rows loaded`, expected: 0, found: again.file.loaded },
    { claim: `${claim}: records quarantined a second time`, expected: 0, found: again.file.quarantined },
  ];
}

export const ownFileChecks = (own: FileFate | undefined): Check[] =>
  own === undefined ? [] : [{ claim: 'what became of your file', expected: 'loaded', found: own.kind }];
