import type { ReceivedMessage } from '@sluice/message-queue';
import { laneConfig } from '../config.js';
import type { Environment } from '../environment.js';
import { countAttempt } from '../failures/count-attempt.js';
import { describeFailure } from '../failures/describe-failure.js';
import { postpone, settle, settleFault, unreadSubject, type Subject } from '../failures/settle.js';
import { reportLoad } from '../report-load.js';
import { openRowBatch, type LoadableBatch } from '../work/open-row-batch.js';
import type { Outcome } from '../work/outcome.js';
import { batchOrigin, processRowBatches } from '../work/process-row-batches.js';
import type { LaneProgress, LaneSignals } from './lane.js';
import { MicroBatch, type HeldBatch } from './micro-batch.js';
import { poll } from './poll.js';
import { startVisibilityHeartbeat } from './visibility-heartbeat.js';

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

  const settleWith = async (
    messages: readonly ReceivedMessage[],
    finish: (message: ReceivedMessage) => Promise<void>,
  ): Promise<void> => {
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

  const settleFailed = (held: HeldBatch, error: unknown): Promise<void> =>
    settleWith(held.messages, (message) =>
      settleFault(message, subjectOf(held.opened), error, lane, environment, abort),
    );

  /** Loads as one; when the warehouse refuses the data, halves are tried until the source at fault stands alone. */
  const loadTogether = async (batches: readonly HeldBatch[]): Promise<void> => {
    const [first] = batches;
    if (!first) return;
    const { dataset } = first.opened;
    let outcome: Outcome;
    try {
      outcome = await processRowBatches(
        dataset,
        batches.map(({ opened }) => opened),
        environment,
        abort,
      );
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.class === 'environment' || abort.aborted) {
        for (const held of batches) await settleFailed(held, error);
        return;
      }
      if (batches.length > 1) {
        const middle = Math.ceil(batches.length / 2);
        await loadTogether(batches.slice(0, middle));
        return loadTogether(batches.slice(middle));
      }
      outcome = { kind: 'park', failure };
    }
    if (outcome.kind === 'loaded') reportLoad(dataset.name, 'rows', outcome.ledger, environment);
    for (const { opened, messages } of batches)
      await settleWith(messages, (message) => settle(message, subjectOf(opened), outcome, lane, environment));
  };

  const flush = (dataset: string): void => {
    const gathered = gathering.get(dataset);
    if (!gathered) return;
    gathering.delete(dataset);
    clearTimeout(gathered.timer);
    const previous = loading.get(dataset) ?? Promise.resolve();
    const done = previous
      .then(() => loadTogether(gathered.batch.held))
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
    let subject = unreadSubject(message);
    try {
      const opened = await openRowBatch(message.body, environment);
      if ('kind' in opened)
        return await settleWith([message], () => settle(message, subject, opened, lane, environment));
      subject = subjectOf(opened);
      const refused = await countAttempt(message, subject.sourceId, environment);
      if (refused) await settleWith([message], () => settle(message, subject, refused, lane, environment));
      else gather(opened, message);
    } catch (error) {
      await settleWith([message], () =>
        postpone(message, subject, describeFailure(error), lane, environment),
      );
    }
  };

  while (!stop.aborted) {
    // Twice the load's size: one loading, one gathering. What is not received burns no receive count.
    if (waitingBytes >= 2 * config.MICRO_BATCH_MAX_BYTES) {
      [...gathering.keys()].forEach(flush);
      await Promise.race(loading.values());
      continue;
    }
    const messages = await poll(lane, 10, environment, stop);
    progress.lastProgressAt = Date.now();
    for (const message of messages) await receive(message);
  }
  [...gathering.keys()].forEach(flush);
  await Promise.all(loading.values());
  heartbeat.stop();
}

const subjectOf = ({ batch, dataset }: LoadableBatch): Subject => ({
  dataset: dataset.name,
  source: batchOrigin(batch),
  sourceId: batch.batchId,
});
