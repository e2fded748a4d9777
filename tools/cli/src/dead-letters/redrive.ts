import { createMessageQueue } from '@sluice/message-queue';
import type { LaneName } from '@sluice/topology';
import type { Interrupt } from '../interrupt.js';
import { laneQueues } from '../operate/lane-queues.js';
import type { Target } from '../target/resolve-target.js';
import { sqsClientOf } from '../target/target-clients.js';
import { isConfirmed, notRunExitCode, type Confirm } from '../terminal/confirm.js';
import { counted } from '../terminal/table.js';
import { findWaiting, stillWaiting, type WaitingLane } from './find-waiting.js';
import { followMoveTasks } from './follow-move-tasks.js';
import { redriveMatching } from './redrive-matching.js';
import { exitCodeOf, reportRedrive, type LaneRedrive } from './redrive-report.js';
import { startMoveTasks } from './start-move-tasks.js';

export interface RedriveOptions {
  readonly lane?: LaneName | undefined;
  /** Messages a second at most. Default: the topology's. */
  readonly rate?: number | undefined;
  /** Only messages of this reason. */
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly waitSeconds?: number | undefined;
  /** Between two looks at a move task. Default: 1 s. */
  readonly lookMilliseconds?: number | undefined;
}

/**
 * Sends dead letters back to their lanes. Everything goes by SQS's own move task, which goes on without this process; of
 * one reason each message is sent and then deleted, so that one which is stopped in between arrives twice: the ledger
 * knows it.
 * @param confirm absent where nobody can be asked
 * @returns the exit code: 0 done or nothing to do, 1 refused or not all, 3 only shown, 130 or 143 interrupted
 */
export async function redriveDeadLetters(
  options: RedriveOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
  confirm: Confirm | undefined,
): Promise<number> {
  const { reason, dryRun, json } = options;
  const deployment = await target();
  const client = sqsClientOf(deployment);
  const queue = createMessageQueue(client);
  const rate = options.rate ?? deployment.topology.redrive.maxMessagesPerSecond;
  const lanes = await findWaiting(queue, await laneQueues(client, deployment, options.lane));
  const end = (redrives: readonly LaneRedrive[]): number => {
    process.stdout.write(reportRedrive({ rate, dryRun, reason, redrives }, json));
    return interrupt.exitCode() ?? exitCodeOf(redrives);
  };

  const idle = lanes.filter((lane) => !lane.isReady).map(unready);
  const ready = lanes.filter(({ isReady }) => isReady);
  if (ready.length === 0 || (dryRun && reason === undefined))
    return end([...idle, ...ready.map((lane) => laneRedrive(lane, 'would start'))]);
  if (!dryRun && !(await isConfirmed(question(ready, reason, rate), options, confirm, interrupt.signal))) {
    end([...idle, ...ready.map((lane) => laneRedrive(lane, 'not started'))]);
    return interrupt.exitCode() ?? notRunExitCode;
  }
  const redrives =
    reason === undefined
      ? await followMoveTasks(await startMoveTasks(ready, queue, rate), queue, {
          signal: interrupt.signal,
          lookMilliseconds: options.lookMilliseconds,
        })
      : await redriveMatching(
          ready,
          { queue, reason, rate, dryRun, waitSeconds: options.waitSeconds },
          interrupt.signal,
        );
  return end([...idle, ...redrives]);
}

const laneRedrive = ({ queues, waiting }: WaitingLane, state: LaneRedrive['state']): LaneRedrive => ({
  lane: queues.lane,
  queue: queues.deadLetters.name,
  waiting,
  state,
  moved: 0,
});

const unready = (lane: WaitingLane): LaneRedrive =>
  lane.running === undefined
    ? laneRedrive(lane, 'nothing to do')
    : { ...laneRedrive(lane, 'refused'), why: stillWaiting(lane.running) };

const question = (lanes: readonly WaitingLane[], reason: string | undefined, rate: number): string => {
  const queues = lanes.map(({ queues: { deadLetters } }) => deadLetters.name).join(' and ');
  const waiting = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  return reason === undefined
    ? `Redrive ${counted(waiting, 'message')} of ${queues}, ${rate} a second at most?`
    : `Redrive the messages of reason ${reason} among the ${counted(waiting, 'message')} of ${queues}, ${rate} a second at most?`;
};
