import { join } from 'node:path';
import { loadableDatasets, type Dataset } from '@sluice/contracts';
import { CliError, usageError } from '../cli-error.js';
import { datasetsFolder } from './contract-folder.js';
import { contractSource } from './contract-source.js';
import {
  acceptedRecords,
  draftedDataset,
  emptyDraft,
  inferContract,
  type ContractDraft,
} from './infer-contract.js';
import { readSample } from './read-sample.js';
import { contractList, listWith } from './register-contract.js';

export interface NewOptions {
  /** A file that the columns are inferred from. */
  readonly from?: string;
}

/** A file as it shall stand. */
export interface PlannedFile {
  /** From the workspace's root. */
  readonly file: string;
  readonly text: string;
  /** Whether it does not stand so already. */
  readonly isNew: boolean;
}

/** What a new dataset is made of. Nothing of it is written. */
export interface ContractPlan {
  readonly dataset: Dataset;
  readonly contract: PlannedFile;
  readonly list: PlannedFile;
  /** Records of the sample; undefined without one. */
  readonly records?: { readonly read: number; readonly accepted: number };
}

const datasetName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Files beside the contracts, and what holds the records of no dataset. */
const takenNames = new Set(['contracts', 'registry', 'unrouted']);

/**
 * Plans a contract and its line in the list of contracts.
 * @param readText the text of a file below the workspace's root; undefined when there is none
 * @throws {CliError} for a name or a sample that no contract can have, and for a contract that stands there and differs
 */
export async function planContract(
  name: string,
  { from }: NewOptions,
  readText: (file: string) => Promise<string | undefined>,
): Promise<ContractPlan> {
  refuseName(name);
  const sample = from === undefined ? undefined : await readSample(from);
  const draft = sample === undefined ? emptyDraft(name) : inferContract(name, sample);
  const dataset = draftedDataset(draft);
  refuseTable(draft);
  const file = join(datasetsFolder, `${name}.ts`);
  const text = contractSource(draft);
  const standing = await readText(file);
  if (standing !== undefined && standing !== text)
    throw new CliError(`${file} exists and differs: edit it, or remove it to begin anew`, 1);
  const list = (await readText(contractList)) ?? '';
  const listed = listWith(list, name);
  return {
    dataset,
    contract: { file, text, isNew: standing === undefined },
    list: { file: contractList, text: listed, isNew: listed !== list },
    ...(sample && {
      records: {
        read: sample.records.length + sample.leftOut,
        accepted: acceptedRecords(draft, sample),
      },
    }),
  };
}

function refuseName(name: string): void {
  if (!datasetName.test(name) || name.length > 60)
    throw usageError(
      `${JSON.stringify(name)} is no name of a dataset: write it in kebab case, such as shop-sales`,
    );
  if (takenNames.has(name)) throw usageError(`the name ${name} is taken by Sluice itself: choose another`);
}

/** Two names may lead to one table: `order-rows`, and `order`, which is a reserved word. */
function refuseTable({ name, table }: ContractDraft): void {
  const isSame = ({ table: other }: Dataset) => other.schema === table.schema && other.name === table.name;
  const taken = loadableDatasets.find((other) => other.name !== name && isSame(other));
  if (taken)
    throw new CliError(
      `the table ${table.schema}.${table.name} is taken by ${taken.name}: choose another name`,
      1,
    );
}
