import { loadableDatasets, type Dataset } from '@sluice/contracts';
import { MigrationStoppedError, readCatalog, runMigration } from '@sluice/redshift-data-api';
import { planMigration } from '@sluice/redshift-loading';
import { usageError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import type { Target } from '../target/resolve-target.js';
import { warehouseOf } from '../target/target-clients.js';
import { isConfirmed, notRunExitCode, type Confirm } from '../terminal/confirm.js';
import { parseGrantee } from './parse-grantee.js';
import { describeStop, jsonReport, listPlan, listRefusals, type Ending } from './report.js';

export interface MigrateOptions {
  /** Only these; all when empty. */
  readonly dataset: readonly string[];
  /** Whom loads run as. */
  readonly grantTo: readonly string[];
  readonly readOnlyTo: readonly string[];
  /** ARN of the secret of whoever may make schemas and users, where the caller's own credentials may not. */
  readonly adminSecret?: string | undefined;
  readonly sql: boolean;
  readonly json: boolean;
  readonly yes: boolean;
}

const catalogTimeoutSeconds = 120;
/** Tables wait for the loads that hold them, and a view for its readers. */
const stepTimeoutSeconds = 900;

/**
 * Brings the warehouse to the contracts: shows the plan, asks, runs it.
 * @param confirm absent where nobody can be asked
 * @returns the exit code: 0 all is as the contracts have it, 1 refused or stopped, 3 the plan was only shown
 */
export async function migrate(
  options: MigrateOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
  confirm: Confirm | undefined,
): Promise<number> {
  const datasets = chosenDatasets(options.dataset);
  const loaders = options.grantTo.map(parseGrantee);
  const readers = options.readOnlyTo.map(parseGrantee);
  const { signal } = interrupt;
  if (options.adminSecret !== undefined && !/^arn:aws[a-z-]*:secretsmanager:/.test(options.adminSecret))
    throw usageError(`--admin-secret ${JSON.stringify(options.adminSecret)} is no ARN of a secret`);
  const resolved = await target();
  const warehouse = warehouseOf(resolved, options.adminSecret);
  const catalog = await readCatalog(warehouse, loadableDatasets, {
    timeoutSeconds: catalogTimeoutSeconds,
    signal,
  });
  const plan = planMigration(datasets, catalog, {
    all: loadableDatasets,
    access: { loaders, readers, database: resolved.names.database },
  });
  const end = (ending: Ending): number => {
    if (options.json) process.stdout.write(jsonReport(plan, ending));
    return exitCodes[ending.state];
  };
  const tell = (text: string): void => {
    if (!options.json) process.stdout.write(text);
  };

  if (plan.refusals.length > 0) {
    tell(listRefusals(plan.refusals));
    return end({ state: 'refused', done: 0 });
  }
  if (plan.steps.length === 0) {
    tell('the warehouse is as the contracts have it: nothing to do\n');
    return end({ state: 'nothing to do', done: 0 });
  }
  tell(listPlan(plan.steps, options.sql));
  const question = `Run ${plan.steps.length === 1 ? 'this step' : `these ${plan.steps.length} steps`}?`;
  if (!(await isConfirmed(question, options, confirm, signal))) {
    tell('nothing was run: `sluice migrate --yes` runs it\n');
    return end({ state: 'not run', done: 0 });
  }
  try {
    let count = 0;
    await runMigration(warehouse, plan.steps, {
      timeoutSeconds: stepTimeoutSeconds,
      signal,
      onDone: (steps) => tell(steps.map(({ purpose }) => `✓ ${(count += 1)} ${purpose}\n`).join('')),
    });
    return end({ state: 'done', done: plan.steps.length });
  } catch (error) {
    if (!(error instanceof MigrationStoppedError)) throw error;
    const why = describeStop(error, plan.steps);
    end({ state: 'stopped', done: error.done.length, why });
    process.stderr.write(`sluice: ${why}\n`);
    return interrupt.exitCode() ?? exitCodes.stopped;
  }
}

const exitCodes = { done: 0, 'nothing to do': 0, refused: 1, stopped: 1, 'not run': notRunExitCode } as const;

function chosenDatasets(names: readonly string[]): readonly Dataset[] {
  if (names.length === 0) return loadableDatasets;
  const unknown = names.find((name) => !loadableDatasets.some((dataset) => dataset.name === name));
  if (unknown !== undefined)
    throw usageError(
      `there is no dataset ${JSON.stringify(unknown)}: choose one of ${loadableDatasets.map(({ name }) => name).join(', ')}`,
    );
  return loadableDatasets.filter(({ name }) => names.includes(name));
}
