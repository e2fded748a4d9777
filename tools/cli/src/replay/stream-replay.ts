import type { HandlePage, ReadStreamOptions, StreamPage } from '@sluice/stream-reader';
import type { Patience } from '@sluice/sweep-command';
import type { Checkpoint, CheckpointPosition } from './checkpoint.js';
import { latestOnly } from './checkpoint-file.js';
import { deliverAll, type Deliver } from './deliver-all.js';
import { addDelivered, type Tally } from './tally.js';

/**
 * Records of a shard could not be put on the queue: the environment's fault. Whoever called sees it; everything
 * before the place it names is on the queue and in the checkpoint, nothing after it was passed over.
 */
export class NotDeliveredError extends Error {
  override readonly name = 'NotDeliveredError';

  constructor(
    readonly position: CheckpointPosition,
    /** SQS's, S3's or the network's. */
    readonly code: string,
  ) {
    super(`${position.shardId}: the queue takes nothing more (${code})`);
  }
}

export interface StreamReplay {
  /** `readStream` of one stream. */
  readonly read: (
    options: Pick<
      ReadStreamOptions,
      'from' | 'to' | 'shardIds' | 'resume' | 'recordsPerSecond' | 'signal' | 'onTrimmed'
    >,
    handle: HandlePage,
  ) => Promise<void>;
  readonly deliver: Deliver;
  /** Durable when it resolves. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
  readonly recordsPerSecond?: number | undefined;
  readonly onTrimmed?: ReadStreamOptions['onTrimmed'];
  /** Told after each page, before it is saved. */
  readonly onPage: (checkpoint: Checkpoint, page: StreamPage) => void;
  readonly patience?: Patience;
  readonly now: () => Date;
}

/**
 * Sends what a stream holds from a checkpoint's positions to its end, each page in order. A page counts as dealt with
 * once everything it holds is on the queue, and only then is that saved: whenever it is killed, what follows the last
 * saving is sent again, and nothing is passed over.
 * @returns the finished checkpoint, saved
 * @throws {NotDeliveredError} after what did reach the queue was saved
 */
export async function runStreamReplay(
  begin: Checkpoint,
  replay: StreamReplay,
  signal: AbortSignal,
): Promise<Checkpoint> {
  let state = begin;
  let failure: NotDeliveredError | undefined;
  const save = latestOnly(replay.save);
  // One shard that gives up stops the others where they stand.
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);

  const handle: HandlePage = async (page) => {
    const { tally, position, delivered, code } = await deliverPage(page, replay, stopped, state);
    const isNews = delivered > 0 || page.position.done || hasMoved(state, position);
    state = advanced(state, position, delivered, tally);
    replay.onPage(state, page);
    if (isNews) await save(state);
    if (code === undefined) return;
    if (!stopped.aborted) {
      failure ??= new NotDeliveredError(position, code);
      stop.abort(failure);
    }
    stopped.throwIfAborted();
  };

  // What was asked for stands before anything is sent, and with it the end that was meant at the first start.
  await save(state);
  const { from, to, shardIds, positions } = begin;
  try {
    await replay.read(
      {
        from: new Date(from),
        to: new Date(to),
        ...(shardIds.length === 0 ? {} : { shardIds }),
        resume: positions.map(({ arrivedAt: _, ...position }) => position),
        ...(replay.recordsPerSecond === undefined ? {} : { recordsPerSecond: replay.recordsPerSecond }),
        ...(replay.onTrimmed === undefined ? {} : { onTrimmed: replay.onTrimmed }),
        signal: stopped,
      },
      handle,
    );
    stopped.throwIfAborted();
  } catch (error) {
    throw failure ?? error;
  }
  state = { ...state, finishedAt: replay.now().toISOString() };
  await save(state);
  return state;
}

interface PageOutcome {
  readonly tally: Tally;
  readonly position: CheckpointPosition;
  /** Records that are on the queue with everything they hold. */
  readonly delivered: number;
  readonly code?: string;
}

async function deliverPage(
  { records, shardId, position }: StreamPage,
  { deliver, patience }: StreamReplay,
  signal: AbortSignal,
  state: Checkpoint,
): Promise<PageOutcome> {
  const before = positionOf(state, shardId);
  let tally: Tally = {};
  const { delivered, code } =
    records.length === 0
      ? { delivered: 0, code: undefined }
      : await deliverAll(
          records,
          deliver,
          signal,
          (part) => void (tally = addDelivered(tally, part)),
          patience,
        );
  const last = records[delivered - 1];
  const arrivedAt = last === undefined ? before?.arrivedAt : new Date(last.arrivedAtMs).toISOString();
  const reached = code === undefined ? position : undelivered(shardId, last?.sequenceNumber, before);
  return {
    tally,
    position: { ...reached, ...(arrivedAt === undefined ? {} : { arrivedAt }) },
    delivered,
    ...(code === undefined ? {} : { code }),
  };
}

/** Of a shard whose page was not delivered to its end. */
function undelivered(
  shardId: string,
  sequenceNumber: string | undefined,
  before: CheckpointPosition | undefined,
): CheckpointPosition {
  const reached = sequenceNumber ?? before?.sequenceNumber;
  return { shardId, ...(reached === undefined ? {} : { sequenceNumber: reached }), done: false };
}

const positionOf = ({ positions }: Checkpoint, shardId: string): CheckpointPosition | undefined =>
  positions.find((position) => position.shardId === shardId);

const hasMoved = (state: Checkpoint, { shardId, sequenceNumber }: CheckpointPosition): boolean =>
  positionOf(state, shardId)?.sequenceNumber !== sequenceNumber;

const advanced = (
  state: Checkpoint,
  position: CheckpointPosition,
  delivered: number,
  tally: Tally,
): Checkpoint => ({
  ...state,
  positions: [...state.positions.filter(({ shardId }) => shardId !== position.shardId), position],
  records: state.records + delivered,
  datasets: addDelivered(state.datasets, { datasets: tally }),
});
