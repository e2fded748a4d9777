import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { readTopology, startLocalStack, type LocalStack } from '@sluice/local-stack';
import type { Topology } from '@sluice/topology';
import { expect } from 'vitest';
import { otherBundles, workspaceRoot } from './bundles.testing.js';
import { eventually } from './eventually.testing.js';
import type { StreamItem } from './fate.js';
import { putItems, recordIdOf, type PutItem } from './producer.testing.js';
import { isOpen, listShards, readArrivals } from './shards.testing.js';
import { StreamModel } from './stream-model.testing.js';
import { itemOf, type Titles } from './titles.js';
import { readWarehouse, type WarehouseContents } from './warehouse-contents.testing.js';

/** The whole stack with producers beside it, and the model of what they put. */
export interface StreamBed {
  readonly stack: LocalStack;
  readonly model: StreamModel;
  /** Puts records on the stream and tells the model. */
  put(items: readonly StreamItem[]): Promise<void>;
  /** Puts records on the stream, and leaves it to the caller to tell the model. */
  putUntold(items: readonly StreamItem[]): Promise<readonly PutItem[]>;
  /**
   * Resolves when every record that was put by now has been through the stream's mapping, and every message is
   * acknowledged.
   */
  settled(): Promise<void>;
  /** Resolves when every message is acknowledged; what the mapping has not read yet is not waited for. */
  drained(): Promise<void>;
  contents(): Promise<WarehouseContents>;
  /** Expects that the warehouse is what the model says. */
  expectModel(deliveries: 'once' | 'often'): Promise<void>;
  close(): Promise<void>;
}

export interface BedSettings {
  readonly maxRecordBytes?: number;
  readonly mapping?: Partial<Topology['eventSourceMapping']>;
}

/** Divided by 60, as all waits are: half a second. */
const maxAgeSeconds = 30;

export async function startStreamBed(titles: Titles, settings: BedSettings = {}): Promise<StreamBed> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-stream-proof-'));
  const warnings: string[] = [];
  const stack = await startLocalStack({
    workspaceRoot,
    dataDirectory,
    topology: await topologyOf(settings),
    bundles: otherBundles(),
    warn: (line) => void warnings.push(line),
  });
  const { clients, names, warehouse } = stack;
  const model = new StreamModel(names.stream);
  const putUntold = (items: readonly StreamItem[]) => putItems(clients.kinesis, names.stream, items);
  const drained = () => untilDrained(stack);
  return {
    stack,
    model,
    put: async (items) => model.add(await putUntold(items)),
    putUntold,
    drained,
    settled: async () => {
      const last = await putSentinels(stack, model, titles);
      await eventually(async () => {
        const { rows } = await warehouse.query(
          `SELECT _record_id FROM imdb.title_ratings WHERE _record_id IN (${last.map((id) => `'${id}'`).join(', ')})`,
        );
        expect(rows.flat().sort(), 'the last record of each shard').toEqual([...last].sort());
      });
      await drained();
    },
    contents: () => readWarehouse(warehouse),
    expectModel: async (deliveries) =>
      model.expectIn(
        await readWarehouse(warehouse),
        await readArrivals(clients.kinesis, names.stream),
        deliveries,
      ),
    close: async () => {
      await stack.close();
      await rm(dataDirectory, { recursive: true, force: true });
      expect(warnings).toEqual([]);
    },
  };
}

async function topologyOf({ maxRecordBytes, mapping }: BedSettings): Promise<Topology> {
  const topology = await readTopology(workspaceRoot);
  return {
    ...topology,
    stream: { ...topology.stream, ...(maxRecordBytes === undefined ? {} : { maxRecordBytes }) },
    eventSourceMapping: {
      ...topology.eventSourceMapping,
      maximumBatchingWindowSeconds: 0,
      ...mapping,
    },
    processor: {
      ...topology.processor,
      microBatch: { ...topology.processor.microBatch, maxAgeSeconds },
    },
  };
}

/**
 * A good record at the end of every open shard: once it is in its table, the mapping is done with all before it, and with
 * the shards that were split or merged. Returns their record ids.
 */
async function putSentinels(
  { clients: { kinesis }, names: { stream } }: LocalStack,
  model: StreamModel,
  titles: Titles,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { HashKeyRange } of (await listShards(kinesis, stream)).filter(isOpen)) {
    const item = itemOf(titles.rating(), 'last', 'the last of its shard');
    const { ShardId = '', SequenceNumber = '' } = await eventually(() =>
      kinesis.send(
        new PutRecordCommand({
          StreamName: stream,
          PartitionKey: item.partitionKey,
          ExplicitHashKey: HashKeyRange?.StartingHashKey,
          Data: item.data,
        }),
      ),
    );
    const place = { shardId: ShardId, sequenceNumber: SequenceNumber };
    model.add([{ item, place }]);
    ids.push(recordIdOf(stream, place));
  }
  return ids;
}

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** By queue, without those that are empty. */
async function messagesLeft({ clients, queueUrls }: LocalStack): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const queue of ['rows', 'rowsDlq', 'files', 'parked'] as const) {
    const { Attributes = {} } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrls[queue], AttributeNames: ['All'] }),
    );
    const sum = counts.reduce((total, name) => total + Number(Attributes[name]), 0);
    if (sum > 0) left[queue] = sum;
  }
  return left;
}

async function untilDrained(stack: LocalStack): Promise<void> {
  const parked = await eventually(async () => {
    const { parked: given = 0, ...left } = await messagesLeft(stack);
    // It is nobody's to take away: there is nothing to wait for.
    if (given === 0) expect(left, 'messages left').toEqual({});
    return given;
  });
  expect(parked, 'messages parked').toBe(0);
}
