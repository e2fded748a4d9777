import type { Dataset } from '../dataset.js';
import { ContractError } from '../define-dataset.js';
import * as contracts from './contracts.js';
import { unrouted } from './unrouted.js';

/** Every dataset that has a contract, by name. */
export const datasets: readonly Dataset[] = Object.values(contracts).sort((one, other) =>
  one.name < other.name ? -1 : 1,
);

/** Every dataset that has tables: the contracts and `unrouted`. */
export const loadableDatasets: readonly Dataset[] = [...datasets, unrouted];

refuseClashes(loadableDatasets);

/**
 * Two datasets of one name, or of one table, would take each other's records.
 * @throws {ContractError}
 */
export function refuseClashes(all: readonly Dataset[]): void {
  const seen = new Map<string, string>();
  for (const { name, table } of all)
    for (const claim of [`the name "${name}"`, `the table ${table.schema}.${table.name}`]) {
      const other = seen.get(claim);
      if (other !== undefined) throw new ContractError(name, [`${claim} is taken by ${other}`]);
      seen.set(claim, name);
    }
}

/** The dataset of a name; undefined when there is no such contract. */
export function findDataset(name: string): Dataset | undefined {
  return loadableDatasets.find((dataset) => dataset.name === name);
}
