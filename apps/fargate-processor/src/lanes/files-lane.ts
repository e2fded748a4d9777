import { fileArrivedSchema, parseMessage, type FileArrived } from '@sluice/message-schemas';
import type { ReceivedMessage } from '@sluice/message-queue';
import { objectUri } from '@sluice/object-store';
import { laneConfig } from '../config.js';
import type { Environment } from '../environment.js';
import { countAttempt } from '../failures/count-attempt.js';
import { settle, settleFault } from '../failures/settle.js';
import { unreadSubject, type Subject } from '../failures/subject.js';
import { reportLoad } from '../report-load.js';
import { park, type Outcome } from '../work/outcome.js';
import { processFile, sourceIdOf } from '../work/process-file.js';
import type { LaneProgress, LaneSignals } from './lane.js';
import { poll } from './poll.js';
import { startVisibilityHeartbeat } from './visibility-heartbeat.js';

/** Works on files, `FILES_CONCURRENCY` at a time; receives only what it has a free slot for. */
export async function runFilesLane(
  environment: Environment,
  progress: LaneProgress,
  { stop, abort }: LaneSignals,
): Promise<void> {
  const lane = laneConfig(environment.config, 'files');
  const heartbeat = startVisibilityHeartbeat(environment.queue, lane, environment.logger);
  const working = new Set<Promise<void>>();

  const work = async (message: ReceivedMessage): Promise<void> => {
    const file = parseMessage(fileArrivedSchema, message.body);
    const subject = subjectOf(message, file);
    heartbeat.hold(message);
    let finish: () => Promise<void>;
    try {
      const outcome = await attempt(message, file, subject, environment, abort);
      finish = () => settle(message, subject, outcome, lane, environment);
      if (outcome.kind === 'loaded') reportLoad(subject.dataset, 'files', outcome, environment);
    } catch (error) {
      finish = () => settleFault(message, subject, error, lane, environment, abort);
    }
    await heartbeat.release(message);
    await finish();
  };

  const start = (message: ReceivedMessage): void => {
    progress.held++;
    const done = work(message)
      // What cannot even be settled comes back when its visibility ends.
      .catch((error: unknown) => environment.logger.error({ err: error, lane: 'files' }, 'not settled'))
      .finally(() => {
        progress.held--;
        progress.settled++;
        progress.lastProgressAt = Date.now();
        working.delete(done);
      });
    working.add(done);
  };

  while (!stop.aborted) {
    const free = environment.config.FILES_CONCURRENCY - working.size;
    if (free === 0) {
      await Promise.race(working);
      continue;
    }
    const messages = await poll(lane, Math.min(free, 10), environment, stop);
    progress.lastProgressAt = Date.now();
    messages.forEach(start);
  }
  await Promise.all(working);
  heartbeat.stop();
}

async function attempt(
  message: ReceivedMessage,
  file: FileArrived | undefined,
  { sourceId }: Subject,
  environment: Environment,
  abort: AbortSignal,
): Promise<Outcome> {
  if (!file) return park('malformed_message', 'the message is not a FileArrived of version 1');
  return (await countAttempt(message, sourceId, environment)) ?? processFile(file, environment, abort);
}

function subjectOf(message: ReceivedMessage, file: FileArrived | undefined): Subject {
  return file
    ? { dataset: file.dataset, source: objectUri(file), sourceId: sourceIdOf(file) }
    : unreadSubject(message);
}
