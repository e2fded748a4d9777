import type { ReceivedMessage } from '@sluice/message-queue';
import { parseMessage, rowBatchSchema } from '@sluice/message-schemas';
import { laneConfig } from '../config.js';
import type { Environment } from '../environment.js';
import { countAttempt } from '../failures/count-attempt.js';
import { describeFailure } from '../failures/describe-failure.js';
import { postpone, settle } from '../failures/settle.js';
import { unreadSubject } from '../failures/subject.js';
import { openRowBatch, type LoadableBatch } from '../work/open-row-batch.js';
import type { LaneProgress, LaneSignals } from './lane.js';
import { loadRowBatches, subjectOf, type SettleEach } from './load-row-batches.js';
import { MicroBatch } from './micro-batch.js';
import { poll } from './poll.js';
import { startVisibilityHeartbeat } from './visibility-heartbeat.js';

/** Loads' worth of sources that are held at most; SQS lets 120,000 messages be in flight in all. */
const heldLoads = 10;

/**
 * Gathers row batches by dataset until rows, bytes, sources or age reach their limit, loads each gathering in one
 * transaction and acknowledges after commit. Loads of one dataset follow each other; datasets do not wait for
 * each other.
 */
export async function runRowsLane(
  environment: Environment,
  progress: LaneProgress,
  { stop, abort }: LaneSignals,
): Promise<void> {
  const { config, queue, logger } = environment;
  const lane = laneConfig(config, 'rows');
  const heartbeat = startVisibilityHeartbeat(queue, lane, logger);
  const gathering = new Map<string, { batch: MicroBatch; timer: NodeJS.Timeout }>();
  const loading = new Map<string, Promise<void>>();
  let waitingBytes = 0;

  const settleEach: SettleEach = async (messages, finish) => {
    for (const message of messages) {
      await heartbeat.release(message);
      // What cannot be settled comes back when its visibility ends.
      await finish(message).catch((error: unknown) =>
        logger.error({ err: error, lane: 'rows' }, 'not settled'),
      );
      progress.held--;
      progress.settled++;
      progress.lastProgressAt = Date.now();
    }
  };

  const context = { environment, lane, settleEach, abort };

  const flush = (dataset: string): void => {
    const gathered = gathering.get(dataset);
    if (!gathered) return;
    gathering.delete(dataset);
    clearTimeout(gathered.timer);
    const previous = loading.get(dataset) ?? Promise.resolve();
    const done = previous
      .then(() => loadRowBatches(gathered.batch.held, context))
      .catch((error: unknown) => logger.error({ err: error, dataset }, 'load not finished'))
      .finally(() => {
        waitingBytes -= gathered.batch.bytes;
        if (loading.get(dataset) === done) loading.delete(dataset);
      });
    loading.set(dataset, done);
  };

  const gather = (opened: LoadableBatch, message: ReceivedMessage): void => {
    const dataset = opened.dataset.name;
    let gathered = gathering.get(dataset);
    if (!gathered) {
      const batch = new MicroBatch({
        maxRows: config.MICRO_BATCH_MAX_ROWS,
        maxBytes: config.MICRO_BATCH_MAX_BYTES,
        maxSources: config.MICRO_BATCH_MAX_SOURCES,
      });
      const timer = setTimeout(() => flush(dataset), config.MICRO_BATCH_MAX_AGE_SECONDS * 1000);
      gathered = { batch, timer };
      gathering.set(dataset, gathered);
    }
    const before = gathered.batch.bytes;
    gathered.batch.add(opened, message);
    waitingBytes += gathered.batch.bytes - before;
    if (gathered.batch.isFull) flush(dataset);
  };

  const receive = async (message: ReceivedMessage): Promise<void> => {
    progress.held++;
    heartbeat.hold(message);
    const batch = parseMessage(rowBatchSchema, message.body);
    const subject = batch ? subjectOf(batch) : unreadSubject(message);
    try {
      const opened = await openRowBatch(batch, environment);
      if ('kind' in opened)
        return await settleEach([message], () => settle(message, subject, opened, lane, environment));
      const refused = await countAttempt(message, subject.sourceId, environment);
      if (refused) await settleEach([message], () => settle(message, subject, refused, lane, environment));
      else gather(opened, message);
    } catch (error) {
      await settleEach([message], () =>
        postpone(message, subject, describeFailure(error), lane, environment),
      );
    }
  };

  while (!stop.aborted) {
    // Twice the load's size, over all datasets: one loading, one gathering. What is not received burns no receive count.
    const isFull =
      waitingBytes >= 2 * config.MICRO_BATCH_MAX_BYTES ||
      progress.held >= heldLoads * config.MICRO_BATCH_MAX_SOURCES;
    if (isFull) {
      [...gathering.keys()].forEach(flush);
      if (loading.size > 0) {
        await Promise.race(loading.values());
        continue;
      }
    }
    const messages = await poll(lane, 10, environment, stop);
    progress.lastProgressAt = Date.now();
    for (const message of messages) await receive(message);
  }
  [...gathering.keys()].forEach(flush);
  await Promise.all(loading.values());
  heartbeat.stop();
}
