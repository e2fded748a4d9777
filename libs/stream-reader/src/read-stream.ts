import { setMaxListeners } from 'node:events';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { systemClock, type Clock } from './clock.js';
import { UnknownShardError } from './errors.js';
import { patiently } from './patience.js';
import { readShard, type Reading } from './read-shard.js';
import { RecordRate } from './record-rate.js';
import { ShardTree } from './shard-tree.js';
import { StreamCalls } from './stream-calls.js';
import type { HandlePage, ReadStreamOptions } from './stream-page.js';
import { Turns } from './turns.js';

/** Pages in memory, of half a MiB or so each; up to 10 MiB where records are that large. */
const pagesAtOnce = 8;

/**
 * Calls `handle` for each page of a stream: one at a time for a shard, concurrently for different shards, at most 8 at
 * once; a shard's first after the last of its parents. Every record that arrived within [from, to] and that the stream
 * still holds is handed over at least once: once, when neither it nor an earlier call whose positions it resumes ended
 * between a page and the keeping of its position.
 *
 * Resolves when all that was asked for was handled. Otherwise it rejects once no `handle` is under way any more, with
 * the first error of `handle` or what is named here.
 * @throws {StreamMissingError}
 * @throws {UnknownShardError}
 * @throws {StreamUnavailableError}
 * @throws {RangeError} when `to` is before `from`, or the rate not above 0
 * @throws the signal's reason
 */
export const readStream = (
  client: KinesisClient,
  stream: string,
  options: ReadStreamOptions,
  handle: HandlePage,
): Promise<void> => readStreamBy(systemClock, client, stream, options, handle);

/** `readStream` by another clock. */
export async function readStreamBy(
  clock: Clock,
  client: KinesisClient,
  stream: string,
  options: ReadStreamOptions,
  handle: HandlePage,
): Promise<void> {
  const { from, to, recordsPerSecond = Infinity, onTrimmed = () => undefined } = options;
  if (!(from <= to)) throw new RangeError('to is before from');
  if (!(recordsPerSecond > 0)) throw new RangeError('recordsPerSecond is not above 0');
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // Every shard that waits listens to it.
  setMaxListeners(0, signal);
  const reading: Reading = {
    calls: new StreamCalls(client, stream, signal),
    clock,
    fromMs: from.getTime(),
    toMs: to.getTime(),
    turns: new Turns(pagesAtOnce),
    rate: new RecordRate(clock, recordsPerSecond),
    handle,
    onTrimmed,
    signal,
  };
  const tree = await plantTree(stream, options, reading);
  const positions = new Map(options.resume?.map((position) => [position.shardId, position]));

  let failure: { readonly error: unknown } | undefined;
  const read = async (shardId: string): Promise<void> => {
    try {
      const position = positions.get(shardId);
      if (!position?.done) {
        const { children } = await readShard(shardId, position?.sequenceNumber, reading);
        if (children && options.shardIds === undefined) await addChildren(shardId, children, tree, reading);
      }
      tree.finish(shardId);
    } catch (error) {
      failure ??= { error };
      stop.abort(error);
      return;
    }
    await readReady();
  };
  const readReady = async (): Promise<void> => {
    await Promise.all(tree.takeReady().map(read));
  };
  await readReady();
  if (failure) throw failure.error;
}

/** The shards that are asked for, as they are now. */
async function plantTree(
  stream: string,
  { shardIds, resume = [] }: ReadStreamOptions,
  { calls, clock, onTrimmed, signal }: Reading,
): Promise<ShardTree> {
  const listed = await patiently(clock, signal, () => calls.shards());
  const listedIds = new Set(listed.map(({ shardId }) => shardId));
  const trimmed = resume.filter(
    ({ shardId }) => !listedIds.has(shardId) && (shardIds?.includes(shardId) ?? true),
  );
  const unknown = shardIds?.filter(
    (asked) => !listedIds.has(asked) && !trimmed.some(({ shardId }) => shardId === asked),
  );
  if (unknown && unknown.length > 0) throw new UnknownShardError(stream, unknown, [...listedIds]);
  for (const { shardId, sequenceNumber, done } of trimmed)
    if (!done) onTrimmed({ shardId, ...(sequenceNumber === undefined ? {} : { sequenceNumber }) });
  const tree = new ShardTree();
  tree.add(listed.filter(({ shardId }) => shardIds?.includes(shardId) ?? true));
  return tree;
}

/**
 * A stream may be resharded while it is read, and more than once: a child's other parent may be newer than what is known,
 * and has to be read before it. Only a parent that is not listed any more is left out.
 */
async function addChildren(
  shardId: string,
  children: Parameters<ShardTree['add']>[0],
  tree: ShardTree,
  { calls, clock, signal }: Reading,
): Promise<void> {
  tree.add(children);
  const isWhole = children.every(({ parentShardIds }) => parentShardIds.every((parent) => tree.has(parent)));
  if (!isWhole || !tree.hasChild(shardId)) tree.add(await patiently(clock, signal, () => calls.shards()));
}
