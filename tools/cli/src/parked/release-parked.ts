import { createMessageQueue } from '@sluice/message-queue';
import { laneNames } from '@sluice/topology';
import { CliError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import { createProgress } from '../replay/progress.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf, sqsClientOf } from '../target/target-clients.js';
import { isConfirmed, notRunExitCode, type Confirm } from '../terminal/confirm.js';
import { counted } from '../terminal/table.js';
import { chosenParked, keysOf } from './chosen-parked.js';
import { releaseSome, type Left, type Releasing } from './release-some.js';
import { listChosen, reportRelease, type ReleaseState } from './release-report.js';
import { takeNotices } from './take-notices.js';

export interface ReleaseParkedOptions {
  readonly dataset?: string | undefined;
  readonly reason?: string | undefined;
  readonly source?: string | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly waitSeconds?: number | undefined;
}

/** What one call of SQS takes. */
const together = 10;

/**
 * Sends what is parked to its lane once more, with as many attempts before it as at first. For each: its attempts go, the
 * message is sent, then the object goes (its versions stay), then its notice. Killed in between it is released once more,
 * and arrives twice, which the ledger knows. An object that was parked anew meanwhile stays.
 * @param confirm absent where nobody can be asked
 * @returns the exit code: 0 all, or nothing to do, 1 something was left, 3 only shown, 130 or 143 interrupted
 */
export async function releaseParked(
  given: readonly string[],
  options: ReleaseParkedOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
  confirm: Confirm | undefined,
): Promise<number> {
  const keys = keysOf(given, options);
  const { dryRun, json, waitSeconds } = options;
  const { signal } = interrupt;
  const deployment = await target();
  const bucket = deployment.names.quarantineBucket;
  const objects = objectStoreOf(deployment);
  const chosen = await chosenParked(objects, bucket, keys, options, signal);
  const released: string[] = [];
  const left: Left[] = [...chosen.left];
  const end = (state: ReleaseState, notices = 0): void =>
    void process.stdout.write(
      reportRelease({ bucket, state, parked: chosen.parked, released, left, notices }, json),
    );

  if (chosen.parked.length === 0 || dryRun) {
    end(dryRun ? 'would be released' : 'released');
    return left.length === 0 ? 0 : 1;
  }
  if (!options.yes && !json) process.stdout.write(`${listChosen(chosen.parked).join('\n')}\n`);
  const question = `Release ${counted(chosen.parked.length, 'parked object')} of ${bucket}?`;
  if (!(await isConfirmed(question, options, confirm, signal))) {
    end('not released');
    return interrupt.exitCode() ?? notRunExitCode;
  }
  const client = sqsClientOf(deployment);
  const queue = createMessageQueue(client);
  const { queues } = deployment.names;
  const urls = await Promise.all(
    laneNames.map(async (lane) => [lane, await queueUrl(client, queues[lane], deployment)] as const),
  );
  const releasing: Releasing = { objects, queue, bucket, queueUrls: Object.fromEntries(urls) };
  const progress = createProgress(`Releasing what is parked in ${bucket}`);
  const startedAt = new Date();
  let fault: string | undefined;
  try {
    for (let start = 0; start < chosen.parked.length; start += together) {
      if (signal.aborted || fault !== undefined) break;
      const part = await releaseSome(chosen.parked.slice(start, start + together), releasing);
      released.push(...part.released);
      left.push(...part.left);
      fault = part.fault;
      progress.show(() => `${released.length} of ${counted(chosen.parked.length, 'object')}`);
    }
  } finally {
    progress.end();
  }
  const notices = await takeNotices(
    { queue, queueUrl: await queueUrl(client, queues.parked, deployment), waitSeconds },
    new Set(released),
    startedAt,
  );
  end('released', notices.taken);
  for (const line of notices.complaints) process.stderr.write(`sluice: ${line}\n`);
  const exitCode = interrupt.exitCode();
  if (exitCode !== undefined) return exitCode;
  if (fault !== undefined)
    throw new CliError(
      `the queue takes nothing more (${fault}): the same command goes on where this stopped`,
    );
  return left.length === 0 ? 0 : 1;
}
