import { compareContracts } from './compare-contracts.js';
import type { ContractChange } from './contract-change.js';
import type { ContractDescription } from './contract-description.js';

/** A version whose records the contract does not read as it did. */
export interface UnreadVersion {
  readonly version: number;
  /** From that version to the contract, those that break records. */
  readonly changes: readonly ContractChange[];
}

/**
 * The law of `acceptsFrom`: a record that a version accepted is accepted by the contract, with the same values in the
 * columns that both have.
 * @param versions that the contract says it reads
 * @returns those of which it does not hold
 */
export function unreadVersions(
  versions: readonly ContractDescription[],
  current: ContractDescription,
): UnreadVersion[] {
  return versions.flatMap((previous) => {
    const changes = compareContracts(previous, current).filter(({ breaksRecords }) => breaksRecords);
    return changes.length === 0 ? [] : [{ version: previous.version, changes }];
  });
}
