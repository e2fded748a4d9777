import { findDataset, unrouted } from '@sluice/contracts';
import { createMessageQueue } from '@sluice/message-queue';
import { announceObject, type FileArrived } from '@sluice/message-schemas';
import { objectUri } from '@sluice/object-store';
import { announceVersions, landedVersions, type Announced } from '@sluice/sweep-command';
import { CliError, usageError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf, sqsClientOf } from '../target/target-clients.js';
import { count, counted } from '../terminal/table.js';
import { fileTally, reportFiles } from './files-report.js';
import { parseWindow } from './moment.js';
import { createProgress } from './progress.js';

export interface ReplayFilesOptions {
  readonly from: string;
  readonly to?: string | undefined;
  /** Of the keys; everything when empty. */
  readonly prefix: string;
  /** Announcements a second. */
  readonly rate?: number | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Announces every object version that landed in a time once more on the files queue. A version that is loaded already
 * is known by its source id, so that doing it twice changes nothing.
 * @returns the exit code: 0 all is on the queue, 1 some was refused, 130 or 143 interrupted
 */
export async function replayFiles(
  options: ReplayFilesOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const now = new Date();
  const window = parseWindow(options, now);
  if (window.from === undefined) throw usageError('--from is missing');
  const { at: from } = window.from;
  const to = window.to?.at ?? now;
  const { prefix, dryRun, json } = options;
  const deployment = await target();
  const { landingBucket: bucket } = deployment.names;
  const progress = createProgress(`${dryRun ? 'Looking at' : 'Announcing'} ${bucket}`);
  const landing = await landedVersions(objectStoreOf(deployment), { bucket, prefix, from, to });
  interrupt.signal.throwIfAborted();
  for (const { key } of landing.hidden)
    progress.say(
      `warning: ${objectUri({ bucket, key })} was stored before the bucket had versions and overwritten since: that one cannot be announced`,
    );
  const announcedAt = now.toISOString();
  const files = landing.versions.map((version) =>
    announceObject({ ...version, bucket }, announcedAt, { findDataset, unrouted }),
  );
  const tally = fileTally();
  const outcome = dryRun
    ? countOnly(files, tally.add)
    : await send(files, deployment, options.rate, interrupt.signal, (file) => {
        tally.add(file);
        progress.show(() => `${count(tally.files())} of ${counted(files.length, 'file')}`);
      });
  progress.end();
  const { firstUnsent } = outcome;
  const finished = firstUnsent === undefined;
  process.stdout.write(
    reportFiles(
      { bucket, prefix, from, to, tally: tally.byDataset(), dryRun, finished, outcome, landing },
      json,
    ),
  );
  for (const { file, code } of outcome.refused)
    process.stderr.write(`sluice: the queue refuses the announcement of ${objectUri(file)} (${code})\n`);
  if (firstUnsent === undefined) return outcome.refused.length === 0 ? 0 : 1;
  const goOn = `go on with --from ${landing.versions[firstUnsent.index]?.lastModified.toISOString()}${options.to === undefined ? '' : ` --to ${to.toISOString()}`}`;
  const exitCode = interrupt.exitCode();
  if (exitCode === undefined)
    throw new CliError(`the queue takes nothing more (${firstUnsent.code}): ${goOn}`);
  process.stderr.write(`sluice: interrupted; ${goOn}\n`);
  return exitCode;
}

const countOnly = (files: readonly FileArrived[], add: (file: FileArrived) => void): Announced => {
  files.forEach(add);
  return { refused: [] };
};

async function send(
  files: readonly FileArrived[],
  deployment: Target,
  rate: number | undefined,
  signal: AbortSignal,
  onSent: (file: FileArrived) => void,
): Promise<Announced> {
  const client = sqsClientOf(deployment);
  const url = await queueUrl(client, deployment.names.queues.files, deployment);
  return announceVersions(files, { queue: createMessageQueue(client), queueUrl: url, rate, onSent }, signal);
}
