import { randomBytes } from 'node:crypto';
import { stderr, stdout } from 'node:process';
import type { TestProject } from 'vitest/node';
import { createClients, destroyClients } from '../create-clients.js';
import { asksWarehouse, requestedRun, type RequestedRun } from '../requested-run.js';
import type { Target } from '../target.js';
import { checkAccount } from './check-account.js';
import { checkWarehouse } from './check-warehouse.js';
import { localTarget } from './local-target.js';
import { sweep } from './sweep.js';
import { UnreachableError } from './unreachable-error.js';

/** The account or its warehouse cannot be asked as the command was told. */
const unreachableExitCode = 3;

/** The endpoint, or the account, that `npm run conformance` was told. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = requestedRun();
  if (run === undefined) throw new Error('No endpoint was asked for.');
  const target = targetOf(run);
  await check(run, target).catch((error: unknown) => {
    if (!(error instanceof UnreachableError)) throw error;
    stderr.write(`error: ${error.message}\n`);
    // The test runner would wrap it up in its own words.
    process.exit(unreachableExitCode);
  });
  const parts = { warehouse: asksWarehouse(run), rest: !run.warehouseOnly };
  if (run.sweepFirst) report(await sweep({ ...target, prefix: run.prefix }, parts));
  project.provide('target', target);
  return async () => {
    await sweep(target, parts).then(report, (error: unknown) => {
      // The test runner reports it, and would end with 0.
      process.exitCode = 1;
      throw error;
    });
  };
}

const targetOf = ({
  gaps,
  endpoint,
  region,
  prefix,
  waitScale,
  warehouse,
  ...run
}: RequestedRun): Target => ({
  name: gaps ?? (endpoint === undefined ? 'aws' : 'endpoint'),
  endpoint,
  region,
  credentials: endpoint === undefined ? undefined : localTarget.credentials,
  prefix: `${prefix}${randomBytes(2).toString('hex')}-`,
  waitScale,
  patienceMs: endpoint === undefined ? 60_000 : 10_000,
  gapPatienceMs: 1_000,
  warehouse,
  functionRoleArn: run.functionRoleArn,
});

async function check({ accountId, warehouseOnly }: RequestedRun, target: Target): Promise<void> {
  const clients = createClients(target);
  try {
    if (accountId !== undefined) await checkAccount(clients, target.region, accountId);
    if (warehouseOnly) await checkWarehouse(clients, target);
  } finally {
    destroyClients(clients);
  }
}

const report = (removed: readonly string[]): void => {
  for (const name of removed) stdout.write(`removed ${name}\n`);
};
