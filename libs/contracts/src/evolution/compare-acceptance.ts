import { changesOf, type ContractChange } from './contract-change.js';
import type { ContractDescription } from './contract-description.js';

const { breaking, additive } = changesOf();

/** Which older versions are read. It breaks no record of the version that is compared, only those of versions before it. */
export function compareAcceptance(
  { acceptsFrom: before = 1 }: ContractDescription,
  { acceptsFrom: after = 1 }: ContractDescription,
): ContractChange[] {
  if (before === after) return [];
  const what = `acceptsFrom ${before} became ${after}`;
  if (after < before)
    return [
      additive(what, `Stream records that say ${versionsText(after, before)} were refused and are read.`),
    ];
  return [
    breaking(
      what,
      `Stream records that say ${versionsText(before, after)} are refused as outdated_contract_version, replays of older ones too, and row batches that say so are parked.`,
      'Raise it when no producer says so any more, and let the rows lane run empty first.',
    ),
  ];
}

/** Versions from one to below another. */
const versionsText = (from: number, below: number): string =>
  below - from === 1 ? `v${from}` : `v${from} to v${below - 1}`;
