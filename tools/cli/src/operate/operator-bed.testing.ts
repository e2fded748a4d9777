import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { startLocalAws, type LocalAws } from '@sluice/local-aws';
import { localRegion } from '@sluice/local-stack';
import { createMessageQueue, type MessageQueue, type OutgoingMessage } from '@sluice/message-queue';
import {
  failureAttributes,
  parkedRecordSchema,
  type FailureStory,
  type FileArrived,
  type ParkedRecord,
} from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';
import { laneNames, type ResourceNames } from '@sluice/topology';
import { root } from '../run-cli.testing.js';
import { queueUrl } from '../target/queue-url.js';
import { resolveTarget, type Target } from '../target/resolve-target.js';
import { objectStoreOf, sqsClientOf } from '../target/target-clients.js';

// As main.ts does.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

type QueueRole = keyof ResourceNames['queues'];

/** The queues and the quarantine bucket of an environment, and nothing that reads them. */
export interface OperatorBed {
  readonly aws: LocalAws;
  readonly target: Target;
  readonly sqs: SQSClient;
  readonly queue: MessageQueue;
  readonly objects: ObjectStore;
  readonly urls: Readonly<Record<QueueRole, string>>;
  send(queue: QueueRole, ...messages: readonly OutgoingMessage[]): Promise<void>;
  /** Visible and in flight, as the queue itself counts. */
  depth(queue: QueueRole): { readonly visible: number; readonly notVisible: number };
  /** Takes what waits in a queue. */
  take(queue: QueueRole): Promise<readonly OutgoingMessage[]>;
  put(key: string, body: string): Promise<void>;
  /** Keys of the quarantine bucket. */
  keys(prefix: string): Promise<readonly string[]>;
  parked(): Promise<readonly ParkedRecord[]>;
  /** Takes everything away. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function startOperatorBed(): Promise<OperatorBed> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-operate-'));
  const aws = await startLocalAws({
    dataDirectory: join(folder, 'aws'),
    region: localRegion,
    accountId: '000000000000',
    runtimeDirectory: join(root, 'tools', 'local-aws', 'runtime'),
    waitScale: 60,
  });
  const target = await resolveTarget({ endpoint: aws.endpoint }, root, {});
  const { queues, quarantineBucket: Bucket } = target.names;
  const sqs = sqsClientOf(target);
  const queue = createMessageQueue(sqs);
  const objects = objectStoreOf(target);
  const s3 = await makeBucket(target);
  await createQueues(sqs, queues);
  const urls = Object.fromEntries(
    await Promise.all(
      Object.entries(queues).map(async ([role, name]) => [role, await queueUrl(sqs, name, target)]),
    ),
  ) as Record<QueueRole, string>;
  /** Without a request: it is asked often. */
  const depthOf = (role: QueueRole) => {
    const gauge = [...aws.sqs.gauges()].find(({ queueName }) => queueName === queues[role]);
    return { visible: gauge?.visible ?? 0, notVisible: gauge?.notVisible ?? 0 };
  };
  const take = async (role: QueueRole) => {
    const taken: OutgoingMessage[] = [];
    for (;;) {
      const messages = await queue.receive(urls[role], { maxMessages: 10, waitSeconds: 0 });
      if (messages.length === 0) return taken;
      taken.push(...messages.map(({ body, attributes }) => ({ body, attributes })));
      await queue.acknowledgeAll(
        urls[role],
        messages.map(({ receiptHandle }) => receiptHandle),
      );
    }
  };
  const keys = async (prefix: string) => {
    const found: string[] = [];
    for await (const { key } of objects.list(Bucket, prefix)) found.push(key);
    return found;
  };
  return {
    aws,
    target,
    sqs,
    queue,
    objects,
    urls,
    send: async (role, ...messages) => {
      const { failed } = await queue.sendAll(urls[role], messages);
      if (failed.length > 0) throw new Error(`not sent: ${JSON.stringify(failed)}`);
    },
    depth: depthOf,
    take,
    put: async (Key, Body) =>
      void (await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }))),
    keys,
    parked: async () =>
      Promise.all(
        (await keys('parked/')).map(async (key) =>
          parkedRecordSchema.parse(JSON.parse(String(await objects.read({ bucket: Bucket, key })))),
        ),
      ),
    clear: async () => {
      for (const role of Object.keys(urls) as QueueRole[]) if (depthOf(role).visible > 0) await take(role);
      for (const key of await keys('')) await objects.remove({ bucket: Bucket, key });
    },
    close: async () => {
      sqs.destroy();
      s3.destroy();
      await aws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeBucket(target: Target): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const s3 = new S3Client({
    endpoint: target.endpoint ?? '',
    region: localRegion,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
  const Bucket = target.names.quarantineBucket;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return s3;
}

async function createQueues(sqs: SQSClient, queues: ResourceNames['queues']): Promise<void> {
  const create = (QueueName: string, Attributes: Record<string, string> = {}) =>
    sqs.send(
      new CreateQueueCommand({ QueueName, Attributes: { MaximumMessageSize: '262144', ...Attributes } }),
    );
  for (const lane of laneNames) {
    await create(queues[`${lane}Dlq`]);
    const deadLetterTargetArn = `arn:aws:sqs:${localRegion}:000000000000:${queues[`${lane}Dlq`]}`;
    await create(queues[lane], {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }),
    });
  }
  for (const role of ['parked', 'undelivered'] as const) await create(queues[role]);
}

/** An announcement of the files lane. */
export const fileMessage = (name: string): FileArrived => ({
  type: 'FileArrived',
  version: 1,
  dataset: 'title-basics',
  bucket: 'sluice-local-landing',
  key: `title-basics/${name}.tsv`,
  versionId: 'v1',
  etag: 'e1',
  sizeBytes: 10,
  announcedAt: '2026-03-01T00:00:00.000Z',
});

export const fileUri = (name: string) => `s3://sluice-local-landing/title-basics/${name}.tsv?versionId=v1`;

/** A message that the processor sent to the dead-letter queue itself. */
export const deadLetterOf = (name: string, story: Partial<FailureStory> = {}): OutgoingMessage => ({
  body: JSON.stringify(fileMessage(name)),
  attributes: failureAttributes({
    class: 'environment',
    reason: 'warehouse_unavailable',
    detail: 'the warehouse did not answer',
    attempts: 4,
    redrives: 0,
    firstFailedAt: '2026-03-01T00:00:00.000Z',
    dataset: 'title-basics',
    source: fileUri(name),
    traceId: `trace-${name}`,
    ...story,
  }),
});
