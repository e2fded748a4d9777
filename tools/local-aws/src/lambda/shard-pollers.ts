import { setTimeout as pause } from 'node:timers/promises';
import type { Instance, ObjectFiles, QueueSender, StreamReader } from '../kernel/ports.js';
import { batchGatherer } from './batch-gatherer.js';
import { sendToDestination } from './failure-destination.js';
import type { EventSourceMapping } from './event-source-mapping-config.js';
import type { EventOrigin } from './kinesis-event.js';
import type { LambdaFunction } from './lambda-function.js';
import { runLane } from './shard-lane.js';

/** How often a mapping looks for new shards. */
const DISCOVERY_MS = 200;

export interface PollerParts {
  readonly instance: Instance;
  readonly streams: StreamReader;
  readonly queues: QueueSender;
  readonly objects: ObjectFiles;
}

/** Polls every shard of a mapping's stream, children only after their parent is done, until `signal` aborts. */
export async function pollShards(
  parts: PollerParts,
  mapping: EventSourceMapping,
  target: LambdaFunction,
  signal: AbortSignal,
): Promise<void> {
  const { streams, instance } = parts;
  // LATEST means what was there when the mapping was made; shards that come later are read from their start.
  const startAfter =
    mapping.startingPosition === 'LATEST' ? tips(streams, mapping.streamArn) : new Map<string, string>();
  const started = new Set<string>();
  const done = new Set<string>();
  while (!signal.aborted) {
    const shards = streams.shards(mapping.streamArn);
    const known = new Set(shards.map(({ shardId }) => shardId));
    for (const { shardId, parentShardId } of shards) {
      if (started.has(shardId)) continue;
      if (parentShardId !== undefined && known.has(parentShardId) && !done.has(parentShardId)) continue;
      started.add(shardId);
      pollShard(parts, mapping, target, shardId, startAfter.get(shardId), signal).then(
        () => done.add(shardId),
        (error: unknown) => {
          if (!signal.aborted) instance.warn(`event source mapping, ${shardId}: ${String(error)}`);
        },
      );
    }
    await pause(DISCOVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function pollShard(
  parts: PollerParts,
  mapping: EventSourceMapping,
  target: LambdaFunction,
  shardId: string,
  after: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { instance, streams } = parts;
  const { streamArn, startingPosition } = mapping;
  const { region } = instance;
  const roleArn = `arn:aws:iam::${instance.accountId}:role/${target.config.name}`;
  const origin: EventOrigin = { shardId, streamArn, region, roleArn };
  const notBeforeMs = typeof startingPosition === 'object' ? startingPosition.timestampMs : 0;
  const lanes = Array.from({ length: mapping.parallelizationFactor }, (_, lane) =>
    runLane({
      instance,
      mapping,
      signal,
      batches: batchGatherer({ streams, mapping, origin, lane, after, notBeforeMs, signal }),
      invoke: (event) => target.invoke(event, { whenBusy: 'wait' }),
      discard: async (batch) => {
        try {
          await sendToDestination(mapping, { ...batch, origin, functionArn: target.arn }, parts);
        } catch (error) {
          // AWS goes on as well, and counts it.
          target.count('DestinationDeliveryFailures', 1, 'Count');
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
