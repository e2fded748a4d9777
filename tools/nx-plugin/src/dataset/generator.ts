import { join } from 'node:path';
import { logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { checkContracts } from '@sluice/contracts';
import { planContract, snapshotsFolder, type ContractPlan } from './contract-plan.js';

export interface DatasetOptions {
  readonly name: string;
  /** Path of a file that the columns are inferred from. */
  readonly from?: string;
}

/**
 * Writes what `sluice contract new` writes, and the snapshot that `sluice contract check --write` would: a contract that
 * passes every check as it stands. Tests of datasets run over all contracts, so that none is written.
 * @throws {Error} for a name that is taken or cannot be one, and for a sample that cannot be read; nothing is written then
 */
export default async function datasetGenerator(
  tree: Tree,
  { name, from }: DatasetOptions,
): Promise<GeneratorCallback> {
  const plan = await planContract(name, from === undefined ? {} : { from }, async (file) =>
    tree.exists(file) ? (tree.read(file, 'utf8') ?? undefined) : undefined,
  );
  if (!plan.contract.isNew) throw new Error(`there is a dataset ${name} already: edit ${plan.contract.file}`);
  const snapshots = recordNew(tree, plan);
  tree.write(plan.contract.file, plan.contract.text);
  tree.write(plan.list.file, plan.list.text);
  for (const { name: file, text } of snapshots) tree.write(join(snapshotsFolder, file), text);
  return () => logger.info(nextSteps(name, plan, join(snapshotsFolder, snapshots[0]?.name ?? '')));
}

/** The files that record the contract. */
function recordNew(tree: Tree, { dataset }: ContractPlan) {
  const texts = tree
    .children(snapshotsFolder)
    .map((file) => [file, tree.read(join(snapshotsFolder, file), 'utf8') ?? ''] as const);
  const [finding] = checkContracts([dataset], new Map(texts), (each) => each === dataset.name);
  if (finding?.status !== 'new')
    throw new Error(
      `${snapshotsFolder} holds a dataset ${dataset.name} that was removed: choose another name, or see docs/contracts.md`,
    );
  return finding.writes;
}

function nextSteps(name: string, { contract, records }: ContractPlan, snapshot: string): string {
  return [
    '',
    ...(records ? [`${records.read} records read, ${records.accepted} accepted by the contract.`] : []),
    `Answer the questions in ${contract.file}. Until it is merged, its snapshot is yours to replace:`,
    `  remove ${snapshot}, then npx sluice contract check --write ${name}`,
    'From then on a change that breaks readers asks for a new version (docs/contracts.md).',
  ].join('\n');
}
