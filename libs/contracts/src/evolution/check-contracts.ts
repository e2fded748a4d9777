import type { Dataset } from '../dataset.js';
import { additiveMigration, migrationText } from './additive-migration.js';
import { compareContracts } from './compare-contracts.js';
import type { ContractChange } from './contract-change.js';
import { describeContract, type ContractDescription } from './contract-description.js';
import { readVersions } from './recorded-versions.js';
import {
  migrationName,
  readSnapshotName,
  snapshotName,
  snapshotText,
  type SnapshotName,
} from './snapshot-file.js';
import { unreadVersions, type UnreadVersion } from './unread-versions.js';

/** A file to be written into the folder of snapshots. */
export interface SnapshotFile {
  readonly name: string;
  readonly text: string;
}

/**
 * - `unchanged`: as its snapshot has it.
 * - `new`: no snapshot yet. `additive`, `neutral`: the snapshot of its version can follow. `bumped`: a new version,
 *   whatever changed. All these wait to be recorded, but for neutral ones, which may.
 * - `breaking`: changes that ask for a new version. `unread`: `acceptsFrom` names versions whose records the contract
 *   refuses or reads otherwise. `removed`: snapshots without a contract. `invalid`: snapshots or a version that do not
 *   fit together. These cannot be recorded.
 */
export type FindingStatus =
  'unchanged' | 'new' | 'additive' | 'neutral' | 'bumped' | 'breaking' | 'unread' | 'removed' | 'invalid';

/** What the check says of one dataset. */
export interface ContractFinding {
  readonly dataset: string;
  readonly status: FindingStatus;
  /** Of the contract; of the newest snapshot when there is no contract any more. */
  readonly version: number;
  /** Oldest version whose records the contract says it reads. */
  readonly acceptsFrom: number;
  /** Of the newest snapshot, when there is one that can be read. */
  readonly recordedVersion?: number;
  readonly changes: readonly ContractChange[];
  /** Of an unread one, newest first. */
  readonly unread?: readonly UnreadVersion[];
  /** What does not fit together, of an invalid one. */
  readonly problem?: string;
  /** What records it; empty when there is nothing to record, or it must not be. */
  readonly writes: readonly SnapshotFile[];
}

/**
 * Compares contracts with their snapshots.
 * @param datasets all of them, or those of which `isAsked` says so
 * @param files text of each file in the folder of snapshots, by name
 * @param isAsked leaves the findings of other datasets out
 */
export function checkContracts(
  datasets: readonly Dataset[],
  files: ReadonlyMap<string, string>,
  isAsked: (dataset: string) => boolean = () => true,
): ContractFinding[] {
  const recorded = [...files.keys()].flatMap((name) => readSnapshotName(name) ?? []);
  const known = new Set(datasets.map(({ name }) => name));
  const orphans = [...new Set(recorded.map(({ dataset }) => dataset))].filter((name) => !known.has(name));
  return [
    ...datasets
      .filter(({ name }) => isAsked(name))
      .map((dataset) =>
        checkContract(
          describeContract(dataset),
          recorded.filter((each) => each.dataset === dataset.name),
          files,
        ),
      ),
    ...orphans
      .filter(isAsked)
      .sort()
      .map((name) => removedFinding(name, recorded)),
  ];
}

/** Whether the check holds; with neutral changes it does, recorded or not. */
export const isAccepted = ({ status }: ContractFinding): boolean =>
  status === 'unchanged' || status === 'neutral';

function removedFinding(dataset: string, recorded: readonly SnapshotName[]): ContractFinding {
  const versions = recorded.filter((each) => each.dataset === dataset).map(({ version }) => version);
  const version = Math.max(...versions);
  return { dataset, status: 'removed', version, acceptsFrom: version, changes: [], writes: [] };
}

function checkContract(
  current: ContractDescription,
  recorded: readonly SnapshotName[],
  files: ReadonlyMap<string, string>,
): ContractFinding {
  const { name: dataset, version } = current;
  const versions = recorded.filter(({ kind }) => kind === 'snapshot').map((each) => each.version);
  const newest = Math.max(0, ...versions);
  const read = readVersions(current, versions, files);
  const found = {
    dataset,
    version,
    acceptsFrom: current.acceptsFrom ?? 1,
    ...(newest === 0 ? {} : { recordedVersion: newest }),
    changes: [],
    writes: [],
  };
  if ('problem' in read) return { ...found, status: 'invalid', problem: read.problem };
  const { previous, accepted } = read;
  if (previous === undefined) return { ...found, status: 'new', writes: [snapshotOf(current)] };
  const changes = compareContracts(previous, current);
  if (version === newest && changes.some(({ kind }) => kind === 'breaking'))
    return { ...found, changes, status: 'breaking' };
  const unread = unreadVersions(accepted, current);
  if (unread.length > 0) return { ...found, changes, status: 'unread', unread };
  if (version > newest)
    return { ...found, changes, status: 'bumped', writes: recordingOf(previous, current, 0) };
  if (changes.length === 0) return { ...found, status: 'unchanged' };
  const steps = recorded.flatMap((each) =>
    each.kind === 'migration' && each.version === version ? [each.step] : [],
  );
  return {
    ...found,
    changes,
    status: changes.some(({ kind }) => kind === 'additive') ? 'additive' : 'neutral',
    writes: recordingOf(previous, current, Math.max(0, ...steps) + 1),
  };
}

const snapshotOf = (description: ContractDescription): SnapshotFile => ({
  name: snapshotName(description.name, description.version),
  text: snapshotText(description),
});

function recordingOf(
  previous: ContractDescription,
  current: ContractDescription,
  step: number,
): SnapshotFile[] {
  const { name, version } = current;
  const statements = additiveMigration(previous, current);
  const title =
    step === 0 ? `${name}: from v${previous.version} to v${version}` : `${name} v${version}, change ${step}`;
  return [
    snapshotOf(current),
    ...(statements.length > 0
      ? [{ name: migrationName(name, version, step), text: migrationText(title, statements) }]
      : []),
  ];
}
