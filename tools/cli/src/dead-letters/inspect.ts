import { createMessageQueue } from '@sluice/message-queue';
import type { LaneName } from '@sluice/topology';
import type { Interrupt } from '../interrupt.js';
import { laneQueues } from '../operate/lane-queues.js';
import { createProgress } from '../replay/progress.js';
import type { Target } from '../target/resolve-target.js';
import { sqsClientOf } from '../target/target-clients.js';
import { counted } from '../terminal/table.js';
import type { DeadLetter } from './dead-letter.js';
import { groupDeadLetters } from './group-dead-letters.js';
import { reportDeadLetters, type InspectedLane } from './inspect-report.js';
import { workThrough } from './work-through.js';

export interface InspectOptions {
  readonly lane?: LaneName | undefined;
  /** Reads no more than so many of each lane. */
  readonly max?: number | undefined;
  /** Every message with its whole body. */
  readonly full: boolean;
  readonly json: boolean;
  readonly waitSeconds?: number | undefined;
}

/**
 * Reads the dead letters, groups them by why they are there, and leaves every one where it was. Reading counts a receive
 * of each, and hides it from everyone else for the moment.
 * @returns the exit code: 0 read, 1 not all of it, or some could not be made visible at once, 130 or 143 interrupted
 */
export async function inspectDeadLetters(
  options: InspectOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const { lane: only, max, full, waitSeconds } = options;
  const deployment = await target();
  const client = sqsClientOf(deployment);
  const queue = createMessageQueue(client);
  const groups = groupDeadLetters();
  const letters: DeadLetter[] = [];
  const lanes: InspectedLane[] = [];
  for (const lane of await laneQueues(client, deployment, only)) {
    const { name, url } = lane.deadLetters;
    const progress = createProgress(`Reading ${name}`);
    let read = 0;
    const { visible, notVisible: inFlight } = await queue.depth(url);
    const expected = Math.min(visible, max ?? Infinity);
    try {
      const worked = await workThrough(
        lane,
        { queue, expected, max, waitSeconds },
        async (page) => {
          page.forEach(groups.add);
          if (full) letters.push(...page);
          read += page.length;
          progress.show(() => counted(read, 'message'));
        },
        interrupt.signal,
      );
      lanes.push({ lane: lane.lane, queue: name, inFlight, ...worked });
    } finally {
      progress.end();
    }
    if (interrupt.signal.aborted) break;
  }
  for (const { queue: name, hidden, hiddenSeconds } of lanes)
    if (hidden > 0)
      process.stderr.write(
        `sluice: ${counted(hidden, 'message')} of ${name} could not be made visible again; by themselves they are within ${hiddenSeconds} s\n`,
      );
  const exitCode = interrupt.exitCode();
  if (exitCode !== undefined) {
    process.stderr.write('sluice: interrupted; what was read is visible again\n');
    return exitCode;
  }
  process.stdout.write(reportDeadLetters({ lanes, groups: groups.list(), letters }, options));
  return lanes.every(({ end, hidden }) => end !== 'too slow' && hidden === 0) ? 0 : 1;
}
