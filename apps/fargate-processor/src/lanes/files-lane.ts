import { consume, type ReceivedMessage, type Settlement } from '@sluice/message-queue';
import { fileArrivedSchema, parseMessage, type FileArrived } from '@sluice/message-schemas';
import { objectUri } from '@sluice/object-store';
import { laneConfig } from '../config.js';
import { attemptsBefore, countAttempt } from '../failures/count-attempt.js';
import { settle, settleFault } from '../failures/settle.js';
import { unreadSubject, type Subject } from '../failures/subject.js';
import { traceIdOf } from '../failures/trace-id.js';
import { receiveUnlessHalted } from '../halts/receive-unless-halted.js';
import { watchedQueue } from '../health/watched.js';
import { reportLoad } from '../report-load.js';
import { park, type Outcome } from '../work/outcome.js';
import { processFile, sourceIdOf } from '../work/process-file.js';
import { Holdings } from './holdings.js';
import type { LaneRun } from './lane.js';
import { OneAtATime } from './one-at-a-time.js';
import { releaseOnAbort } from './release-on-abort.js';
import { aloneFromAttempt } from './standing.js';
import { step } from './step.js';

interface FilesAtWork {
  readonly run: LaneRun;
  readonly holdings: Holdings;
  /** For what was tried before: those behind a file that kills the process are not counted down with it. */
  readonly again: OneAtATime;
}

/**
 * Works on files, `FILES_CONCURRENCY` at a time; receives only what it has a free slot for. Resolves when told to stop,
 * and nothing is held or under way any more.
 */
export async function runFilesLane(run: LaneRun): Promise<void> {
  const { environment, halts, activity, signals } = run;
  const { config, queue } = environment;
  const { queueUrl, visibilityTimeoutSeconds } = laneConfig(config, 'files');
  const holdings = new Holdings('files', run);
  const atWork = { run, holdings, again: new OneAtATime() };
  const underWay = new Set<Promise<unknown>>();
  await consume({
    queue: watchedQueue(receiveUnlessHalted(queue, halts), activity),
    queueUrl,
    visibilityTimeoutSeconds,
    maxHeld: config.FILES_CONCURRENCY,
    untilRoom: async (signal) => {
      await halts.untilOver(signal);
      return config.FILES_CONCURRENCY;
    },
    work: (message, signal) => {
      const work = workOnFile(message, signal, atWork);
      underWay.add(work);
      return releaseOnAbort(
        work.finally(() => underWay.delete(work)),
        signal,
      ).catch((error: unknown) => {
        holdings.end(message);
        throw error;
      });
    },
    observe: holdings.observer,
    ...signals,
  });
  await Promise.allSettled(underWay);
}

async function workOnFile(
  message: ReceivedMessage,
  signal: AbortSignal,
  { run, holdings, again }: FilesAtWork,
): Promise<Settlement> {
  const file = parseMessage(fileArrivedSchema, message.body);
  const subject = subjectOf(message, file);
  const { sourceId } = subject;
  const lane = laneConfig(run.environment.config, 'files');
  const settling = { ...run, message, subject, lane, signal };
  try {
    if (!file)
      return await settle(
        park('malformed_message', 'the message is not a FileArrived of version 1'),
        settling,
      );
    const load = (): Promise<Outcome> =>
      step('file', subject, signal, run, (watched, progressed) => {
        const beforeTransaction = () => holdings.protect([message]);
        return processFile(file, watched, { signal, progressed, beforeTransaction });
      });
    const before = await step('attempts', subject, signal, run, (watched) =>
      attemptsBefore(message, sourceId, watched),
    );
    const loadAgain = async (attemptsSoFar: number): Promise<Outcome> => {
      const refused = await step('attempt', subject, signal, run, (watched) =>
        countAttempt(sourceId, attemptsSoFar, watched),
      );
      return refused ?? load();
    };
    const outcome =
      before === undefined
        ? await run.company.together(load)
        : await again.run(() =>
            run.company[before + 1 < aloneFromAttempt ? 'together' : 'alone'](() => loadAgain(before)),
          );
    if (outcome.kind === 'loaded')
      reportLoad(subject.dataset, 'files', outcome, [traceIdOf(message)], run.environment);
    return await settle(outcome, settling);
  } catch (error) {
    return await settleFault(error, settling);
  }
}

function subjectOf(message: ReceivedMessage, file: FileArrived | undefined): Subject {
  return file
    ? { dataset: file.dataset, source: objectUri(file), sourceId: sourceIdOf(file) }
    : unreadSubject(message);
}
