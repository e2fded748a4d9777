import { setTimeout as pause } from 'node:timers/promises';
import type { Instance, ObjectFiles, QueueSender, StreamReader, StreamShard } from '../kernel/ports.js';
import { batchGatherer } from './batch-gatherer.js';
import { sendToDestination } from './failure-destination.js';
import type { FunctionRegistry } from './function-registry.js';
import type { EventOrigin } from './kinesis-event.js';
import type { MappingState } from './mapping-state.js';
import { runLane } from './shard-lane.js';

/** How often a mapping looks for new shards. */
const DISCOVERY_MS = 200;

export interface PollerParts {
  readonly instance: Instance;
  readonly streams: StreamReader;
  readonly queues: QueueSender;
  readonly objects: ObjectFiles;
  readonly functions: FunctionRegistry;
}

/** Polls every shard of a mapping's stream, children only after all their parents are done, until it is stopped. */
export async function pollShards(parts: PollerParts, state: MappingState): Promise<void> {
  const { streams, instance } = parts;
  const { signal } = state;
  const { streamArn, startingPosition } = state.mapping;
  // LATEST means what is there now; shards that come later are read from their start.
  const startAfter = startingPosition === 'LATEST' ? tips(streams, streamArn) : new Map<string, string>();
  const started = new Set<string>();
  const done = new Set<string>();
  while (!signal.aborted) {
    const shards = streams.shards(streamArn);
    const known = new Set(shards.map(({ shardId }) => shardId));
    for (const shard of shards) {
      const { shardId } = shard;
      if (started.has(shardId)) continue;
      // A parent that retention took away has nothing to wait for.
      if (parentsOf(shard).some((parent) => known.has(parent) && !done.has(parent))) continue;
      started.add(shardId);
      pollShard(parts, state, shardId, startAfter.get(shardId)).then(
        () => done.add(shardId),
        (error: unknown) => {
          if (!signal.aborted) instance.warn(`event source mapping, ${shardId}: ${String(error)}`);
        },
      );
    }
    await pause(DISCOVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

const parentsOf = ({ parentShardId, adjacentParentShardId }: StreamShard): readonly string[] =>
  [parentShardId, adjacentParentShardId].filter((id) => id !== undefined);

async function pollShard(
  parts: PollerParts,
  state: MappingState,
  shardId: string,
  after: string | undefined,
): Promise<void> {
  const { instance, streams, functions } = parts;
  const { mapping, functionArn, roleArn, signal } = state;
  const { streamArn, startingPosition } = mapping;
  const origin: EventOrigin = { shardId, streamArn, region: instance.region, roleArn };
  const notBeforeMs = typeof startingPosition === 'object' ? startingPosition.timestampMs : 0;
  const lanes = Array.from({ length: mapping.parallelizationFactor }, (_, lane) =>
    runLane({
      instance,
      mapping,
      signal,
      gate: state.gate,
      batches: batchGatherer({ streams, mapping, origin, lane, after, notBeforeMs, signal }),
      invoke: (event) => functions.find(functionArn).function.invoke(event),
      onAge: (ms) => functions.lookUp(functionArn)?.function.count('IteratorAge', ms, 'Milliseconds'),
      onResult: (text) => (state.lastProcessingResult = text),
      discard: async (batch) => {
        try {
          await sendToDestination(mapping, { ...batch, origin, functionArn }, parts);
        } catch (error) {
          // AWS goes on as well, and counts it.
          functions.lookUp(functionArn)?.function.count('DestinationDeliveryFailures', 1, 'Count');
          instance.warn(`event source mapping, on-failure destination: ${String(error)}`);
        }
      },
    }),
  );
  await Promise.all(lanes);
}

function tips(streams: StreamReader, streamArn: string): Map<string, string> {
  const entries = streams.shards(streamArn).flatMap(({ shardId }): [string, string][] => {
    const last = streams.read(streamArn, shardId, undefined, Number.MAX_SAFE_INTEGER).at(-1);
    return last === undefined ? [] : [[shardId, last.sequenceNumber]];
  });
  return new Map(entries);
}
