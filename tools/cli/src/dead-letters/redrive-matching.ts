import { setTimeout as delay } from 'node:timers/promises';
import type { MessageQueue } from '@sluice/message-queue';
import { createProgress } from '../replay/progress.js';
import { counted } from '../terminal/table.js';
import type { DeadLetter } from './dead-letter.js';
import type { WaitingLane } from './find-waiting.js';
import { redrivenAttributes } from './redriven-attributes.js';
import type { LaneRedrive } from './redrive-report.js';
import { workThrough, type Work, type Worked } from './work-through.js';

export interface Matching {
  readonly queue: MessageQueue;
  readonly reason: string;
  readonly rate: number;
  readonly dryRun: boolean;
  readonly waitSeconds?: number | undefined;
}

/** Sends the dead letters of a reason back to their lanes, one lane after the other; the others stay where they were. */
export async function redriveMatching(
  lanes: readonly WaitingLane[],
  matching: Matching,
  signal: AbortSignal,
): Promise<LaneRedrive[]> {
  const redrives: LaneRedrive[] = [];
  for (const lane of lanes) redrives.push(await redriveLane(lane, matching, signal));
  return redrives;
}

async function redriveLane(
  { queues, waiting }: WaitingLane,
  { queue, reason, rate, dryRun, waitSeconds }: Matching,
  signal: AbortSignal,
): Promise<LaneRedrive> {
  const progress = createProgress(`${dryRun ? 'Reading' : 'Redriving'} ${queues.deadLetters.name}`);
  const pace = paced(rate, signal);
  const stopped = new AbortController();
  let moved = 0;
  let refused = 0;
  let why: string | undefined;

  const work: Work = async (letters, held) => {
    for (const part of inParts(letters, Math.min(10, rate))) {
      await pace(part.length);
      if (signal.aborted || stopped.signal.aborted) return;
      const { failed } = await queue.sendAll(queues.main.url, part.map(outgoing), { signal });
      const untaken = new Set(failed.map(({ index }) => index));
      const sent = part.filter((_, index) => !untaken.has(index));
      // Sent first: stopped in between, a message stands in both queues, and not in neither.
      const { left } = await held.remove(sent.map(({ message }) => message));
      moved += sent.length;
      if (left > 0)
        why = `${counted(left, 'message')} could not be deleted and will come a second time, which is harmless`;
      progress.show(() => counted(moved, 'message'));
      refused += failed.filter(({ senderFault }) => senderFault).length;
      const fault = failed.find(({ senderFault }) => !senderFault);
      if (fault === undefined) continue;
      if (!signal.aborted) why = `${queues.main.name} takes nothing more: ${fault.code}`;
      return stopped.abort();
    }
  };

  try {
    const worked = await workThrough(
      queues,
      { queue, expected: waiting, reason, waitSeconds, ...(dryRun ? {} : { rate }) },
      dryRun ? async () => undefined : work,
      AbortSignal.any([signal, stopped.signal]),
    );
    if (refused > 0) why = `${queues.main.name} refuses ${counted(refused, 'message')}`;
    return {
      lane: queues.lane,
      queue: queues.deadLetters.name,
      waiting,
      moved,
      matched: worked.matched,
      ...endOf(worked, { dryRun, moved, why, interrupted: signal.aborted }),
    };
  } finally {
    progress.end();
  }
}

function endOf(
  { matched, end, hidden, hiddenSeconds }: Worked,
  {
    dryRun,
    moved,
    why,
    interrupted,
  }: { dryRun: boolean; moved: number; why: string | undefined; interrupted: boolean },
): Pick<LaneRedrive, 'state' | 'why'> {
  if (interrupted) return { state: 'interrupted' };
  if (hidden > 0)
    return {
      state: 'not done',
      why: `${counted(hidden, 'message')} could not be made visible again; by themselves they are within ${hiddenSeconds} s`,
    };
  if (end === 'too slow') return { state: 'not done', why: 'it took too long: the same command goes on' };
  if (dryRun) return { state: matched === 0 ? 'nothing to do' : 'would start' };
  if (why !== undefined || moved < matched)
    return { state: 'not done', ...(why === undefined ? {} : { why }) };
  return { state: matched === 0 ? 'nothing to do' : 'done' };
}

const outgoing = ({ message }: DeadLetter) => ({
  body: message.body,
  attributes: redrivenAttributes(message.attributes),
});

function* inParts<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Waits until so many more may be sent. */
function paced(rate: number, signal: AbortSignal): (messages: number) => Promise<void> {
  const startedAt = performance.now();
  let sent = 0;
  return async (messages) => {
    const left = startedAt + (sent / rate) * 1_000 - performance.now();
    sent += messages;
    if (left > 0) await delay(left, undefined, { signal }).catch(() => undefined);
  };
}
