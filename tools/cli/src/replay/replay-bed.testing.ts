import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateStreamCommand, PutRecordsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { startLocalAws, type LocalAws } from '@sluice/local-aws';
import { localRegion } from '@sluice/local-stack';
import { createMessageQueue } from '@sluice/message-queue';
import { rowBatchSchema, type BatchReject, type BatchRow } from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';
import { unpackRowBatch } from '@sluice/stream-transform';
import { gunzipSync } from 'node:zlib';
import type { Interrupt } from '../interrupt.js';
import { root } from '../run-cli.testing.js';
import { queueUrl } from '../target/queue-url.js';
import { resolveTarget, type Target } from '../target/resolve-target.js';
import { kinesisClientOf, objectStoreOf, sqsClientOf } from '../target/target-clients.js';

// As main.ts does.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** The stream, the queues and the buckets of an environment, and nothing that reads them. */
export interface ReplayBed {
  readonly aws: LocalAws;
  readonly target: Target;
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
  readonly objects: ObjectStore;
  /** A folder of its own. */
  readonly folder: string;
  /** Makes it so long ago for AWS while the work runs: what arrived just now is waited for at a stream's tip. */
  ago<T>(milliseconds: number, work: () => Promise<T>): Promise<T>;
  /** Puts texts on the stream, two minutes ago unless said otherwise; their shards and sequence numbers. */
  put(
    texts: readonly (string | Buffer)[],
    milliseconds?: number,
  ): Promise<readonly { readonly shardId: string; readonly sequenceNumber: string }[]>;
  putObject(bucket: string, key: string, body: string | Buffer): Promise<void>;
  /** Takes what waits in a queue. */
  bodies(queue: 'rows' | 'files'): Promise<readonly string[]>;
  /** Takes what waits in the rows queue, unpacked. */
  batches(): Promise<readonly SentBatch[]>;
  close(): Promise<void>;
}

export interface SentBatch {
  readonly dataset: string;
  readonly rows: readonly BatchRow[];
  readonly rejects: readonly BatchReject[];
}

export async function startReplayBed(shards = 2): Promise<ReplayBed> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-replay-'));
  let behindMs = 0;
  const aws = await startLocalAws({
    clock: { now: () => Date.now() - behindMs },
    dataDirectory: join(folder, 'aws'),
    region: localRegion,
    accountId: '000000000000',
    runtimeDirectory: join(root, 'tools', 'local-aws', 'runtime'),
  });
  const target = await resolveTarget({ endpoint: aws.endpoint }, root, {});
  const { names } = target;
  const kinesis = kinesisClientOf(target);
  const sqs = sqsClientOf(target);
  const s3 = new S3Client({
    endpoint: aws.endpoint,
    region: localRegion,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
  for (const Bucket of [names.landingBucket, names.stagingBucket, names.quarantineBucket])
    await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Bucket of [names.landingBucket, names.quarantineBucket])
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  for (const QueueName of [names.queues.rows, names.queues.files])
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { MaximumMessageSize: '262144' } }));
  const ago = async <T>(milliseconds: number, work: () => Promise<T>): Promise<T> => {
    behindMs = milliseconds;
    try {
      return await work();
    } finally {
      behindMs = 0;
    }
  };
  await ago(600_000, () =>
    kinesis.send(new CreateStreamCommand({ StreamName: names.stream, ShardCount: shards })),
  );
  const objects = objectStoreOf(target);
  const bodies = (queue: 'rows' | 'files') => takeBodies(sqs, names.queues[queue], target);
  return {
    aws,
    target,
    kinesis,
    s3,
    objects,
    folder,
    ago,
    put: async (texts, milliseconds = 120_000) => {
      const entries = texts.map((text, index) => ({ Data: Buffer.from(text), PartitionKey: String(index) }));
      return ago(milliseconds, () => putAll(kinesis, names.stream, entries));
    },
    putObject: async (Bucket, Key, Body) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }));
    },
    bodies,
    batches: async () => Promise.all((await bodies('rows')).map((body) => unpacked(body, objects))),
    close: async () => {
      for (const client of [kinesis, sqs, s3]) client.destroy();
      await aws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A shard takes so much a second: what it did not take is put again. */
async function putAll(
  kinesis: KinesisClient,
  StreamName: string,
  entries: readonly { readonly Data: Buffer; readonly PartitionKey: string }[],
): Promise<{ readonly shardId: string; readonly sequenceNumber: string }[]> {
  const { Records = [] } = await kinesis.send(new PutRecordsCommand({ StreamName, Records: [...entries] }));
  const left = entries.filter((_, index) => Records[index]?.ErrorCode !== undefined);
  const put = Records.flatMap(({ ShardId, SequenceNumber }) =>
    ShardId === undefined || SequenceNumber === undefined
      ? []
      : [{ shardId: ShardId, sequenceNumber: SequenceNumber }],
  );
  if (left.length === 0) return put;
  await delay(50);
  return [...put, ...(await putAll(kinesis, StreamName, left))];
}

async function takeBodies(sqs: SQSClient, name: string, target: Target): Promise<string[]> {
  const queue = createMessageQueue(sqs);
  const url = await queueUrl(sqs, name, target);
  const bodies: string[] = [];
  for (;;) {
    const messages = await queue.receive(url, { maxMessages: 10, waitSeconds: 0 });
    if (messages.length === 0) return bodies;
    bodies.push(...messages.map(({ body }) => body));
    await queue.acknowledgeAll(
      url,
      messages.map(({ receiptHandle }) => receiptHandle),
    );
  }
}

async function unpacked(body: string, objects: ObjectStore): Promise<SentBatch> {
  const { dataset, content } = rowBatchSchema.parse(JSON.parse(body));
  const packed =
    content.kind === 'inline' ? Buffer.from(content.data, 'base64') : await objects.read(content);
  const { rows, rejects } = unpackRowBatch(packed ?? Buffer.alloc(0), (bytes) => gunzipSync(bytes)) ?? {
    rows: [],
    rejects: [],
  };
  return { dataset, rows, rejects };
}

/** Ctrl-C that a test presses. */
export function interruptible(): { readonly interrupt: Interrupt; readonly press: () => void } {
  const controller = new AbortController();
  return {
    interrupt: {
      signal: controller.signal,
      exitCode: () => (controller.signal.aborted ? 130 : undefined),
      arrived: new Promise<void>(() => undefined),
    },
    press: () => controller.abort(),
  };
}
