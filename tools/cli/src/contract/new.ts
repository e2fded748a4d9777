import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, usageError } from '../cli-error.js';
import { datasetsFolder } from './contract-folder.js';
import { contractSource } from './contract-source.js';
import { acceptedRecords, draftedDataset, emptyDraft, inferContract } from './infer-contract.js';
import { readSample } from './read-sample.js';
import { registerContract } from './register-contract.js';

export interface NewOptions {
  /** A file that the columns are inferred from. */
  readonly from?: string;
}

const datasetName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Files beside the contracts, and what holds the records of no dataset. */
const takenNames = new Set(['contracts', 'registry', 'unrouted']);

/**
 * Writes a contract and its line in the list of contracts. Done twice it changes nothing; a contract that its
 * author has gone on with is never overwritten.
 */
export async function newContract(name: string, { from }: NewOptions, root: string): Promise<void> {
  if (!datasetName.test(name) || name.length > 60)
    throw usageError(
      `${JSON.stringify(name)} is no name of a dataset: write it in kebab case, such as shop-sales`,
    );
  if (takenNames.has(name)) throw usageError(`the name ${name} is taken by Sluice itself: choose another`);
  const sample = from === undefined ? undefined : await readSample(from);
  const draft = sample === undefined ? emptyDraft(name) : inferContract(name, sample);
  draftedDataset(draft);
  const file = join(datasetsFolder, `${name}.ts`);
  const isNew = await writeNew(join(root, file), contractSource(draft), file);
  const list = await registerContract(root, name);
  const said = [
    ...(sample === undefined
      ? []
      : [
          `${sample.records.length + sample.leftOut} records read, ${acceptedRecords(draft, sample)} accepted by the contract`,
        ]),
    `${isNew ? 'wrote' : 'unchanged'} ${file}`,
    `${list.isNew ? 'added a line to' : 'unchanged'} ${list.file}`,
    'Answer the questions in it, then record it: npx sluice contract check --write',
  ];
  process.stdout.write(`${said.join('\n')}\n`);
}

/** @returns whether it was written; not when the same text stands there already */
async function writeNew(path: string, text: string, shown: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ((await readFile(path, 'utf8')) === text) return false;
    throw new CliError(`${shown} exists and differs: edit it, or remove it to begin anew`, 1, {
      cause: error,
    });
  }
}
