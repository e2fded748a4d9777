import { consume, type ReceivedMessage, type Settlement } from '@sluice/message-queue';
import { parseMessage, rowBatchSchema } from '@sluice/message-schemas';
import { laneConfig } from '../config.js';
import { attemptsBefore, countAttempt } from '../failures/count-attempt.js';
import { settle, settleFault } from '../failures/settle.js';
import { unreadSubject } from '../failures/subject.js';
import { receiveUnlessHalted } from '../halts/receive-unless-halted.js';
import { watchedQueue } from '../health/watched.js';
import { openRowBatch, type LoadableBatch } from '../work/open-row-batch.js';
import type { Outcome } from '../work/outcome.js';
import { Gatherings } from './gatherings.js';
import { Holdings } from './holdings.js';
import type { LaneRun } from './lane.js';
import { loadRowBatches, subjectOf } from './load-row-batches.js';
import { Memory } from './memory.js';
import { OneAtATime } from './one-at-a-time.js';
import { releaseOnAbort } from './release-on-abort.js';
import { aloneFromAttempt, sourcesTogether } from './standing.js';
import { step } from './step.js';

/** Loads' worth of sources that are held at most; SQS lets 120,000 messages be in flight in all. */
const heldLoads = 10;
/** Loads' worth of bytes, over all datasets: one loading, one gathering. What is not received burns no receive. */
const heldLoadBytes = 2;
/** What SQS hands out at a time. */
const mostReceived = 10;

/**
 * Gathers row batches by dataset until rows, bytes, sources or age reach their limit, loads each gathering in one
 * transaction and acknowledges after commit. Resolves when told to stop, and nothing is held or under way any more.
 */
export async function runRowsLane(run: LaneRun): Promise<void> {
  const { environment, halts, activity, company, signals } = run;
  const { config, queue } = environment;
  const lane = laneConfig(config, 'rows');
  const maxHeld = heldLoads * config.MICRO_BATCH_MAX_SOURCES;
  const holdings = new Holdings('rows', run);
  const memory = new Memory(heldLoadBytes * config.MICRO_BATCH_MAX_BYTES);
  const gatherings = new Gatherings({
    maxRows: config.MICRO_BATCH_MAX_ROWS,
    maxBytes: config.MICRO_BATCH_MAX_BYTES,
    maxSources: config.MICRO_BATCH_MAX_SOURCES,
    maxAgeMilliseconds: config.MICRO_BATCH_MAX_AGE_SECONDS * 1000,
    memory,
    load: (batches, isAlone) => {
      const load = () => loadRowBatches(batches, { ...run, holdings });
      return isAlone ? load() : company.together(load);
    },
  });
  // A claim check may be a hundred megabytes, and what it holds is known only then.
  const opening = new OneAtATime();
  /** Messages that may join a gathering yet. */
  let joining = 0;

  /** Loads what has gathered, however little, where nothing more can join it. */
  const flushWhereNothingCanJoin = (): void => {
    if (memory.isFullOfOpened) return gatherings.flushAll();
    if (joining === 0 && (signals.stop.aborted || holdings.size >= maxHeld)) gatherings.flushAll();
  };

  /** A message is on its way to a gathering. */
  const arrive = (bytes: number) => {
    let isJoining = true;
    let isOpened = false;
    joining += 1;
    memory.receive(bytes);
    const leaves = (): void => {
      if (isJoining) joining -= 1;
      isJoining = false;
      flushWhereNothingCanJoin();
    };
    const opened = (): void => {
      if (!isOpened) memory.unreceive(bytes);
      isOpened = true;
      leaves();
    };
    return { leaves, opened };
  };

  const work = async (message: ReceivedMessage, signal: AbortSignal): Promise<Settlement> => {
    const batch = parseMessage(rowBatchSchema, message.body);
    const subject = batch ? subjectOf(batch) : unreadSubject(message);
    const { sourceId } = subject;
    const settling = { ...run, message, subject, lane, signal };
    const arrival = arrive(message.body.length);

    const open = async (before: number | undefined): Promise<LoadableBatch | Outcome> => {
      const refused =
        before === undefined
          ? undefined
          : await step('attempt', subject, signal, run, (watched) => countAttempt(sourceId, before, watched));
      return refused ?? step('opening', subject, signal, run, (watched) => openRowBatch(batch, watched));
    };
    // Nobody waits for memory in company: it is freed by loads, which may have to wait for who wants to be alone.
    const openTogether = (before: number | undefined): Promise<LoadableBatch | Outcome> =>
      opening.run(async () => {
        await memory.untilRoomToOpen(signal);
        return company.together(() => open(before));
      });
    const end = (opened: LoadableBatch | Outcome, attempt: number, isAlone: boolean): Promise<Settlement> => {
      const ended =
        'kind' in opened
          ? settle(opened, settling)
          : gatherings.add(opened, { message, signal }, { attempt, isAlone });
      arrival.opened();
      return ended;
    };

    try {
      const before = batch
        ? await step('attempts', subject, signal, run, (watched) =>
            attemptsBefore(message, sourceId, watched),
          )
        : undefined;
      const attempt = before === undefined ? 0 : before + 1;
      const isAlone =
        attempt >= aloneFromAttempt ||
        (attempt > 0 && sourcesTogether(attempt, config.MICRO_BATCH_MAX_SOURCES) === 1);
      if (!isAlone) return await end(await openTogether(before), attempt, false);
      arrival.leaves();
      return await company.alone(async () => end(await open(before), attempt, true));
    } catch (error) {
      arrival.opened();
      return await settleFault(error, settling);
    }
  };

  signals.stop.addEventListener('abort', flushWhereNothingCanJoin);
  await consume({
    queue: watchedQueue(receiveUnlessHalted(queue, halts), activity),
    queueUrl: lane.queueUrl,
    visibilityTimeoutSeconds: lane.visibilityTimeoutSeconds,
    maxHeld,
    untilRoom: async (signal) => {
      await halts.untilOver(signal);
      await memory.untilRoomToReceive(signal);
      return mostReceived;
    },
    work: (message, signal) =>
      releaseOnAbort(work(message, signal), signal).catch((error: unknown) => {
        holdings.end(message);
        throw error;
      }),
    observe: holdings.observer,
    ...signals,
  });
  await gatherings.idle();
}
