import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { sampleFileLines, titleBasics } from '@sluice/contracts';
import { startLocalStack, type LocalStack } from '@sluice/local-stack';
import { createMessageQueue } from '@sluice/message-queue';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { parkedRecordSchema, type ParkedRecord } from '@sluice/message-schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parkLetter } from '../dead-letters/park-letter.js';
import { readDeadLetter } from '../dead-letters/dead-letter.js';
import { listening } from '../listening.testing.js';
import { releaseParked } from '../parked/release-parked.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { root } from '../run-cli.testing.js';
import { status } from '../status/status.js';
import { resolveTarget, type Target } from '../target/resolve-target.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

let folder: string;
let stack: LocalStack;
let target: Target;
let objects: ObjectStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-operators-'));
  stack = await startLocalStack({ workspaceRoot: root, dataDirectory: join(folder, 'state') });
  target = await resolveTarget({ endpoint: stack.aws.endpoint }, root, {});
  objects = createObjectStore(stack.clients.s3);
}, 90_000);
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const eventually = { timeout: 30_000, interval: 200 };

const parked = async (): Promise<{ readonly key: string; readonly record: ParkedRecord }[]> => {
  const bucket = stack.names.quarantineBucket;
  const found = [];
  for await (const { key } of objects.list(bucket, 'parked/')) {
    const body = await objects.read({ bucket, key });
    if (body !== undefined) found.push({ key, record: parkedRecordSchema.parse(JSON.parse(String(body))) });
  }
  return found;
};
const land = (key: string, body: string) =>
  stack.clients.s3.send(
    new PutObjectCommand({ Bucket: stack.names.landingBucket, Key: key, Body: Buffer.from(body) }),
  );
const release = (options: { readonly source?: string } = {}) =>
  listening(() =>
    releaseParked(
      [],
      { ...options, dryRun: false, yes: true, json: true },
      () => Promise.resolve(target),
      interruptible().interrupt,
      undefined,
    ),
  );

it('parks and releases as the processor itself does', async () => {
  await land('title-basics/drifted.tsv', 'not\ta\theader\n1\t2\t3\n');
  await stack.clients.sqs.send(
    new (await import('@aws-sdk/client-sqs')).SendMessageCommand({
      QueueUrl: stack.queueUrls.rows,
      MessageBody: 'not a batch',
    }),
  );
  await expect.poll(async () => (await parked()).length, eventually).toBe(2);
  const before = await parked();

  // The same messages, parked from a dead-letter queue, are the same objects.
  const queue = createMessageQueue(stack.clients.sqs);
  for (const { record } of before) {
    const message = {
      messageId: 'another',
      receiptHandle: '',
      body: record.message,
      attributes: {},
      receiveCount: 1,
      sentAt: Date.now(),
      firstReceivedAt: Date.now(),
    };
    const place = {
      objects,
      queue,
      bucket: stack.names.quarantineBucket,
      parkedQueueUrl: stack.queueUrls.parked,
    };
    await parkLetter(readDeadLetter(record.lane, message), place, new Date());
  }
  expect((await parked()).map(({ key }) => key)).toEqual(before.map(({ key }) => key));

  // Nothing was mended: they come back, as one object each.
  const since = new Date().toISOString();
  expect(JSON.parse((await release()).stdout).released.sort()).toEqual(before.map(({ key }) => key).sort());
  await expect
    .poll(async () => (await parked()).filter(({ record }) => record.parkedAt > since).length, eventually)
    .toBe(2);
  const after = await parked();
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  expect(after.map(({ record }) => record.failure.reason)).toEqual(
    before.map(({ record }) => record.failure.reason),
  );
}, 90_000);

it('what is released is worked on, its attempts forgotten, and loaded once', async () => {
  const lines = [...sampleFileLines(titleBasics, { rows: 30, seed: 3, faultRatio: 0 })];
  await land('title-basics/good.tsv', lines.map(({ line }) => `${line}\n`).join(''));
  const ledger = async () =>
    (
      await stack.warehouse.query(
        `SELECT "source_id" FROM "sluice"."ledger" WHERE "object_key" = 'title-basics/good.tsv'`,
      )
    ).rows;
  await expect.poll(async () => (await ledger()).length, eventually).toBe(1);
  const sourceId = String((await ledger())[0]?.[0]);
  const { quarantineBucket: bucket } = stack.names;
  const head = await objects.head({ bucket: stack.names.landingBucket, key: 'title-basics/good.tsv' });
  const source = `s3://${stack.names.landingBucket}/title-basics/good.tsv?versionId=${head?.versionId}`;
  const record: ParkedRecord = {
    type: 'ParkedRecord',
    version: 1,
    failure: { class: 'data', reason: 'too_many_attempts', message: 'given up' },
    dataset: 'title-basics',
    source,
    sourceId,
    attempts: 20,
    parkedAt: '2026-03-01T00:00:00.000Z',
    message: JSON.stringify({
      type: 'FileArrived',
      version: 1,
      dataset: 'title-basics',
      bucket: stack.names.landingBucket,
      key: 'title-basics/good.tsv',
      versionId: head?.versionId,
      etag: head?.etag,
      sizeBytes: head?.sizeBytes,
      announcedAt: '2026-03-01T00:00:00.000Z',
    }),
    lane: 'files',
  };
  await objects.upload(
    { bucket, key: `parked/title-basics/${sourceId}.json` },
    { body: JSON.stringify(record) },
  );
  for (let attempt = 1; attempt <= 20; attempt++)
    await objects.upload(
      { bucket, key: `attempts/${sourceId}/${String(attempt).padStart(4, '0')}` },
      { body: '' },
    );
  expect(await release({ source })).toMatchObject({ result: 0 });
  const attempts = async () => {
    let count = 0;
    for await (const { key } of objects.list(bucket, `attempts/${sourceId}/`))
      count += key.length > 0 ? 1 : 0;
    return count;
  };
  expect(await attempts()).toBe(0);
  const waiting = async () => {
    const { visible, notVisible } = await createMessageQueue(stack.clients.sqs).depth(stack.queueUrls.files);
    return visible + notVisible;
  };
  await expect.poll(waiting, eventually).toBe(0);
  expect(await ledger()).toHaveLength(1);
  expect((await parked()).filter((each) => each.record.sourceId === sourceId)).toEqual([]);
}, 90_000);

it('tells how everything is, the processor and its loads included', async () => {
  const told = async () => {
    const { result, stdout } = await listening(() =>
      status(
        { json: true, ledger: true, watch: false },
        () => Promise.resolve(target),
        interruptible().interrupt,
      ),
    );
    return { result, status: JSON.parse(stdout) };
  };
  await expect
    .poll(async () => (await told()).status.metrics.loads, eventually)
    .toMatchObject([{ dataset: 'title-basics', lane: 'files', lastHour: { read: 30, loaded: 30 } }]);
  const { result, status: found } = await told();
  expect(found.unavailable).toEqual([]);
  expect(result).toBe(0);
  expect(found.processor).toMatchObject({
    desired: 1,
    running: 1,
    pending: 0,
    tasks: [{ status: 'RUNNING' }],
  });
  expect(found.ledger).toMatchObject([{ dataset: 'title-basics', path: 'batch', read: 30, loaded: 30 }]);
}, 60_000);
