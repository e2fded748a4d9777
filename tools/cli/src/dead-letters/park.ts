import { createMessageQueue } from '@sluice/message-queue';
import type { LaneName } from '@sluice/topology';
import type { Interrupt } from '../interrupt.js';
import { laneQueues } from '../operate/lane-queues.js';
import { clearAttempts } from '../operate/source-attempts.js';
import { createProgress } from '../replay/progress.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf, sqsClientOf } from '../target/target-clients.js';
import { isConfirmed, notRunExitCode, type Confirm } from '../terminal/confirm.js';
import { counted } from '../terminal/table.js';
import { findWaiting, stillWaiting } from './find-waiting.js';
import { parkLetter } from './park-letter.js';
import { exitCodeOf, reportPark, type LanePark } from './park-report.js';
import { workThrough } from './work-through.js';

export interface ParkOptions {
  readonly lane?: LaneName | undefined;
  /** Only messages of this reason. */
  readonly reason?: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
  readonly waitSeconds?: number | undefined;
}

/**
 * Takes dead letters out of the way: each becomes a parked object with its reason and its history, then a notice, and then
 * goes. Stopped in between, a message is parked once more by the same command, as the same object.
 * @param confirm absent where nobody can be asked
 * @returns the exit code: 0 done or nothing to do, 1 refused or not all, 3 nothing was done, 130 or 143 interrupted
 */
export async function parkDeadLetters(
  options: ParkOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
  confirm: Confirm | undefined,
): Promise<number> {
  const { reason, json, waitSeconds } = options;
  const { signal } = interrupt;
  const deployment = await target();
  const client = sqsClientOf(deployment);
  const queue = createMessageQueue(client);
  const objects = objectStoreOf(deployment);
  const { names } = deployment;
  const bucket = names.quarantineBucket;
  const lanes = await findWaiting(queue, await laneQueues(client, deployment, options.lane));
  const ready = lanes.filter(({ isReady }) => isReady);
  const parked: LanePark[] = lanes.flatMap(({ queues, running, isReady }) =>
    isReady
      ? []
      : [{ ...emptyPark(queues.deadLetters.name), ...(running && { why: stillWaiting(running) }) }],
  );
  const end = (): number => {
    process.stdout.write(reportPark(parked, reason, json));
    return interrupt.exitCode() ?? exitCodeOf(parked);
  };
  if (ready.length === 0) return end();
  const waiting = ready.reduce((sum, lane) => sum + lane.waiting, 0);
  const which = reason === undefined ? '' : `the messages of reason ${reason} among `;
  const where = ready.map(({ queues }) => queues.deadLetters.name).join(' and ');
  const question = `Park ${which}${counted(waiting, 'message')} of ${where}?`;
  if (!(await isConfirmed(question, options, confirm, signal))) {
    const why = 'nothing was parked: --yes does it';
    parked.push(...ready.map(({ queues }) => ({ ...emptyPark(queues.deadLetters.name), why })));
    end();
    return interrupt.exitCode() ?? notRunExitCode;
  }
  const place = {
    objects,
    queue,
    bucket,
    parkedQueueUrl: await queueUrl(client, names.queues.parked, deployment),
  };
  for (const { queues, waiting: expected } of ready) {
    if (signal.aborted) break;
    const progress = createProgress(`Parking ${queues.deadLetters.name}`);
    let done = 0;
    let undeleted = 0;
    try {
      const worked = await workThrough(
        queues,
        { queue, expected, reason, waitSeconds },
        async (letters, held) => {
          if (signal.aborted) return;
          await Promise.all(letters.map((letter) => parkLetter(letter, place, new Date())));
          undeleted += (await held.remove(letters.map(({ message }) => message))).left;
          for (const { sourceId } of letters) await clearAttempts(objects, bucket, sourceId);
          done += letters.length;
          progress.show(() => counted(done, 'message'));
        },
        signal,
      );
      parked.push({ queue: queues.deadLetters.name, parked: done, undeleted, ...worked });
    } finally {
      progress.end();
    }
  }
  return end();
}

const emptyPark = (queue: string): LanePark => ({
  queue,
  read: 0,
  matched: 0,
  parked: 0,
  undeleted: 0,
  end: 'emptied',
  hidden: 0,
  hiddenSeconds: 0,
});
