import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWorkspaceText } from './contract-folder.js';
import { planContract, type NewOptions, type PlannedFile } from './plan-contract.js';

/**
 * Writes a contract and its line in the list of contracts. Done twice it changes nothing; a contract that its
 * author has gone on with is never overwritten.
 */
export async function newContract(name: string, options: NewOptions, root: string): Promise<void> {
  const { contract, list, records } = await planContract(name, options, (file) =>
    readWorkspaceText(root, file),
  );
  await write(root, contract, 'wx');
  await write(root, list, 'w');
  const said = [
    ...(records ? [`${records.read} records read, ${records.accepted} accepted by the contract`] : []),
    `${contract.isNew ? 'wrote' : 'unchanged'} ${contract.file}`,
    `${list.isNew ? 'added a line to' : 'unchanged'} ${list.file}`,
    'Answer the questions in it, then record it: npx sluice contract check --write',
  ];
  process.stdout.write(`${said.join('\n')}\n`);
}

async function write(root: string, { file, text, isNew }: PlannedFile, flag: 'w' | 'wx'): Promise<void> {
  if (isNew) await writeFile(join(root, file), text, { flag });
}
