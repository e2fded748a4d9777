import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { startLocalAws } from '@sluice/local-aws';
import { localRegion } from '@sluice/local-stack';
import { vi } from 'vitest';
import { listening } from '../listening.testing.js';
import { root } from '../run-cli.testing.js';
import { resolveTarget } from '../target/resolve-target.js';
import { kinesisClientOf } from '../target/target-clients.js';
import { putRecords, type PutRecordsOptions } from './put-records.js';

// As main.ts does.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

export interface PutRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream of one shard, and files to put on it. */
export interface PutBed {
  readonly file: (name: string, content: string | Uint8Array) => Promise<string>;
  readonly run: (options: Partial<PutRecordsOptions>, signal?: AbortSignal) => Promise<PutRun>;
  /** Of every record, in the stream's order, since this was last asked. */
  readonly texts: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export async function startPutBed(): Promise<PutBed> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-put-'));
  const aws = await startLocalAws({
    dataDirectory: join(folder, 'aws'),
    region: localRegion,
    accountId: '000000000000',
    runtimeDirectory: join(root, 'tools', 'local-aws', 'runtime'),
  });
  const target = await resolveTarget({ endpoint: aws.endpoint }, root, {});
  const client = kinesisClientOf(target);
  const StreamName = target.names.stream;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  await vi.waitUntil(async () => {
    const { StreamDescriptionSummary: summary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName }),
    );
    return summary?.StreamStatus === 'ACTIVE';
  });
  const { Shards: [shard] = [] } = await client.send(new ListShardsCommand({ StreamName }));
  let { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName, ShardId: shard?.ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  return {
    file: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    run: async (options, signal = new AbortController().signal) => {
      const interrupt = {
        signal,
        exitCode: () => (signal.aborted ? 130 : undefined),
        arrived: new Promise<void>(() => undefined),
      };
      const all = { file: '', dataset: 'title-ratings', validate: true, ...options };
      const runs = () => putRecords(all, () => Promise.resolve(target), interrupt);
      const { result: code, ...said } = await listening(runs);
      return { code, ...said };
    },
    texts: async () => {
      const texts: string[] = [];
      for (;;) {
        const { Records = [], NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator }),
        );
        ShardIterator = NextShardIterator;
        if (Records.length === 0) return texts;
        texts.push(...Records.map(({ Data = new Uint8Array() }) => Buffer.from(Data).toString()));
      }
    },
    close: async () => {
      client.destroy();
      await aws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
