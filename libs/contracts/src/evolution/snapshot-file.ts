import { jsonText } from '../derived/json-text.js';
import { readContractDescription, type ContractDescription } from './contract-description.js';

/** A file of `libs/contracts/snapshots`: a contract's description by version, or a migration of its table. */
export type SnapshotName =
  | { readonly kind: 'snapshot'; readonly dataset: string; readonly version: number }
  /** `step` 0 leads from the version before; those from 1 on change this version additively, one after the other. */
  | { readonly kind: 'migration'; readonly dataset: string; readonly version: number; readonly step: number };

const namePattern = /^([a-z0-9-]+)\.v([1-9]\d*)(?:\.json|\.(\d+)\.sql)$/;

/** Reads `<dataset>.v<version>.json` and `<dataset>.v<version>.<step>.sql`; undefined for any other name. */
export function readSnapshotName(name: string): SnapshotName | undefined {
  const [, dataset, version, step] = namePattern.exec(name) ?? [];
  if (dataset === undefined) return undefined;
  const base = { dataset, version: Number(version) };
  return step === undefined
    ? { kind: 'snapshot', ...base }
    : { kind: 'migration', ...base, step: Number(step) };
}

export const snapshotName = (dataset: string, version: number): string => `${dataset}.v${version}.json`;

export const migrationName = (dataset: string, version: number, step: number): string =>
  `${dataset}.v${version}.${step}.sql`;

/** Reads a snapshot's text. */
export function readSnapshot(
  text: string,
): { readonly description: ContractDescription } | { readonly problem: string } {
  try {
    return readContractDescription(JSON.parse(text));
  } catch {
    return { problem: 'not JSON' };
  }
}

/** A description as text; the same for the same contract. */
export const snapshotText = (description: ContractDescription): string => jsonText(description);
