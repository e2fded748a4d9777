import {
  checkContracts,
  datasets,
  isAccepted,
  readSnapshotName,
  reportFindings,
  type ContractFinding,
  type Dataset,
} from '@sluice/contracts';
import { usageError } from '../cli-error.js';
import { readSnapshots, writeSnapshots } from './contract-folder.js';

export interface CheckOptions {
  /** Record what may be recorded. */
  readonly write: boolean;
  readonly json: boolean;
}

/**
 * Compares contracts with their committed snapshots and says what changed, whom it touches and what to do.
 * @param names of datasets, also of removed ones; every one when empty
 * @returns the exit code: 0 when every contract is as recorded (with `write`: is recorded now), else 1
 */
export async function check(
  names: readonly string[],
  options: CheckOptions,
  root: string,
  contracts: readonly Dataset[] = datasets,
): Promise<number> {
  const files = await readSnapshots(root);
  refuseUnknown(names, contracts, files);
  const findings = checkContracts(
    contracts,
    files,
    (dataset) => names.length === 0 || names.includes(dataset),
  );
  if (options.write)
    await writeSnapshots(
      root,
      findings.flatMap(({ writes }) => writes),
    );
  const isOk = (finding: ContractFinding) =>
    isAccepted(finding) || (options.write && finding.writes.length > 0);
  const ok = findings.every(isOk);
  process.stdout.write(
    options.json ? jsonReport(ok, findings, options.write) : reportFindings(findings, options.write),
  );
  return ok ? 0 : 1;
}

function refuseUnknown(
  names: readonly string[],
  contracts: readonly Dataset[],
  files: ReadonlyMap<string, string>,
): void {
  const recorded = [...files.keys()].flatMap((name) => readSnapshotName(name)?.dataset ?? []);
  const known = [...new Set([...contracts.map(({ name }) => name), ...recorded])].sort();
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw usageError(`there is no dataset ${JSON.stringify(unknown)}: choose one of ${known.join(', ')}`);
}

/** One line. */
function jsonReport(ok: boolean, findings: readonly ContractFinding[], isWritten: boolean): string {
  const report = {
    ok,
    datasets: findings.map(({ writes, ...finding }) => ({
      ...finding,
      [isWritten ? 'written' : 'toWrite']: writes.map(({ name }) => name),
    })),
  };
  return `${JSON.stringify(report)}\n`;
}
