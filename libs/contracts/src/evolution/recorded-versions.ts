import type { ContractDescription } from './contract-description.js';
import { readSnapshot, snapshotName } from './snapshot-file.js';

/** What is recorded of a contract. */
export interface RecordedVersions {
  /** The newest; undefined when there is none. */
  readonly previous: ContractDescription | undefined;
  /** Those older than the contract that it says it reads records of (`acceptsFrom`), newest first. */
  readonly accepted: readonly ContractDescription[];
}

const restore = 'restore it from the repository’s history';

/**
 * Reads the snapshots that a contract is compared with.
 * @param versions of which there are snapshots
 * @returns the problem when they, or the contract's version, do not fit together
 */
export function readVersions(
  { name: dataset, version, acceptsFrom = 1 }: ContractDescription,
  versions: readonly number[],
  files: ReadonlyMap<string, string>,
): RecordedVersions | { readonly problem: string } {
  const newest = Math.max(0, ...versions);
  const oldest = versions.length === 0 ? version : Math.min(...versions);
  const missing = countDown(newest, oldest).find((each) => !versions.includes(each));
  if (missing !== undefined) return { problem: `${snapshotName(dataset, missing)} is missing: ${restore}` };
  if (version < newest)
    return {
      problem: `version ${newest} is recorded already: a version is never taken back, set ${newest + 1}`,
    };
  if (newest > 0 && version > newest + 1)
    return { problem: `version ${version} leaves a gap behind ${newest}: set ${newest + 1}` };
  if (acceptsFrom < oldest)
    return {
      problem: `it says that it reads records of v${acceptsFrom}, of which there is no ${snapshotName(dataset, acceptsFrom)}: ${restore}, or set \`acceptsFrom: ${oldest}\``,
    };
  const read: ContractDescription[] = [];
  for (const each of new Set([...countDown(newest, newest), ...countDown(newest, acceptsFrom)])) {
    const description = readVersion(dataset, each, files);
    if ('problem' in description) return description;
    read.push(description);
  }
  return {
    previous: read[0],
    accepted: read.filter((each) => each.version >= acceptsFrom && each.version < version),
  };
}

/** Whole numbers from 1 up to the newest, down to the oldest. */
const countDown = (newest: number, oldest: number): number[] =>
  Array.from({ length: Math.max(0, newest - Math.max(1, oldest) + 1) }, (_, index) => newest - index);

function readVersion(
  dataset: string,
  version: number,
  files: ReadonlyMap<string, string>,
): ContractDescription | { readonly problem: string } {
  const file = snapshotName(dataset, version);
  const read = readSnapshot(files.get(file) ?? '');
  if ('problem' in read) return { problem: `${file} cannot be read (${read.problem}): ${restore}` };
  const { description } = read;
  return description.name === dataset && description.version === version
    ? description
    : { problem: `${file} describes ${description.name} v${description.version}: ${restore}` };
}
