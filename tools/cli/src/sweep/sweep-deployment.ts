import { createMessageQueue } from '@sluice/message-queue';
import { loadSweep, MomentError, type SweepOptions, type SweepRequest } from '@sluice/sweep-command';
import { usageError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf, sqsClientOf, warehouseOf } from '../target/target-clients.js';

/**
 * Announces the files of a deployment again that landed but stand in no ledger and are not parked.
 * @returns the exit code: 0 nothing is lost any more, 1 something was refused or left, 130 or 143 interrupted
 */
export async function sweepDeployment(
  options: SweepOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const { sweep, sweepWindow, reportSweep, sweepWarnings, sweepExitCode } = await loadSweep();
  const deployment = await target();
  const { names, topology } = deployment;
  const now = new Date();
  const request: SweepRequest = {
    prefix: options.prefix,
    ...windowOf(() => sweepWindow(options, topology.sweep, now)),
    announcedAt: now,
    dryRun: options.dryRun,
  };
  const client = sqsClientOf(deployment);
  const swept = await sweep(
    request,
    {
      objects: objectStoreOf(deployment),
      warehouse: warehouseOf(deployment),
      queue: createMessageQueue(client),
      filesQueueUrl: await queueUrl(client, names.queues.files, deployment),
      landingBucket: names.landingBucket,
      quarantineBucket: names.quarantineBucket,
    },
    interrupt.signal,
  );
  process.stdout.write(reportSweep(swept, request, names.landingBucket, options.json));
  for (const warning of sweepWarnings(swept, names.landingBucket))
    process.stderr.write(`sluice: ${warning}\n`);
  return interrupt.exitCode() ?? sweepExitCode(swept);
}

function windowOf<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MomentError) throw usageError(error.message);
    throw error;
  }
}
