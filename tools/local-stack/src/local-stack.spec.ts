import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeStreamSummaryCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetBucketVersioningCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { sampleFileLines, sampleRecords, titleBasics, titleRatings } from '@sluice/contracts';
import { resourceNames } from '@sluice/topology';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  DataDirectoryInUseError,
  isAlive,
  PortInUseError,
  readTopology,
  startLocalStack,
  type LocalStack,
} from './index.js';
import { evidenceOf, sha256Of, tellsOfProcesses } from './process-evidence.testing.js';

const workspaceRoot = join(import.meta.dirname, '..', '..', '..');
const warnings: string[] = [];
let dataDirectory: string;
let stack: LocalStack;

const start = (port = 0) =>
  startLocalStack({ workspaceRoot, dataDirectory, port, warn: (line) => void warnings.push(line) });

const ask = async (sql: string) => (await stack.warehouse.query(sql)).rows;

const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 25_000, interval: 100 });

const lines = (rows: number, seed: number) =>
  [...sampleFileLines(titleBasics, { rows, seed, faultRatio: 0 })].map(({ line }) => line).join('\n') + '\n';

const land = (key: string, text: string) =>
  stack.clients.s3.send(new PutObjectCommand({ Bucket: stack.names.landingBucket, Key: key, Body: text }));

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-stack-'));
  stack = await start();
});
afterAll(async () => {
  await stack.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

describe('what is provisioned', () => {
  it('is described by names and URLs that exist', async () => {
    const names = resourceNames(await readTopology(workspaceRoot), 'local');
    const description = stack.describe();
    expect(Object.keys(description)).toEqual([
      'endpoint',
      'region',
      'landingBucket',
      'stagingBucket',
      'quarantineBucket',
      'stream',
      'queues',
      'workgroup',
      'database',
    ]);
    expect(description).toMatchObject({
      endpoint: stack.aws.endpoint,
      landingBucket: names.landingBucket,
      stream: names.stream,
      workgroup: names.workgroup,
      queues: { files: `${stack.aws.endpoint}/000000000000/${names.queues.files}` },
    });
    expect(Object.keys(description.queues)).toEqual(['files', 'filesDlq', 'rows', 'rowsDlq', 'parked']);
  });

  it('has the queues’ settings from the topology, their waits scaled', async () => {
    const { queues } = await readTopology(workspaceRoot);
    for (const lane of ['files', 'rows'] as const) {
      const { Attributes = {} } = await stack.clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: stack.queueUrls[lane], AttributeNames: ['All'] }),
      );
      const { visibilityTimeoutSeconds, maxReceiveCount, retentionSeconds } = queues.lanes[lane];
      expect(Attributes).toMatchObject({
        VisibilityTimeout: String(Math.ceil(visibilityTimeoutSeconds / 60)),
        MessageRetentionPeriod: String(retentionSeconds),
        MaximumMessageSize: String(queues.maxMessageBytes),
      });
      expect(JSON.parse(Attributes['RedrivePolicy'] ?? '{}')).toEqual({
        deadLetterTargetArn: `arn:aws:sqs:eu-west-1:000000000000:${stack.names.queues[`${lane}Dlq`]}`,
        maxReceiveCount,
      });
    }
  });

  it('has buckets, the stream and alarms from the topology', async () => {
    const { stream, deadLetterAlarm } = await readTopology(workspaceRoot);
    const versioning = await stack.clients.s3.send(
      new GetBucketVersioningCommand({ Bucket: stack.names.landingBucket }),
    );
    expect(versioning.Status).toBe('Enabled');
    const summary = await stack.clients.kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: stack.names.stream }),
    );
    expect(summary.StreamDescriptionSummary).toMatchObject({
      StreamStatus: 'ACTIVE',
      OpenShardCount: stream.shardCount,
      RetentionPeriodHours: stream.retentionHours,
      MaxRecordSizeInKiB: stream.maxRecordBytes / 1024,
    });
    const { MetricAlarms = [] } = await stack.clients.cloudWatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      Object.values(stack.names.deadLetterAlarms).sort(),
    );
    expect(MetricAlarms[0]).toMatchObject({
      Period: Math.ceil(deadLetterAlarm.periodSeconds / 60),
      Threshold: deadLetterAlarm.threshold,
      TreatMissingData: deadLetterAlarm.treatMissingData,
    });
  });

  it('runs the apps in processes of their own', async () => {
    await eventually(async () => expect(stack.processor.tasks()).toMatchObject([{ status: 'RUNNING' }]));
    const [task] = stack.processor.tasks();
    expect(task?.pid).not.toBe(process.pid);
    const ready = await fetch(`${stack.healthUrl}/readyz`);
    expect(ready.status).toBe(200);
  });
});

describe('both paths', () => {
  it('load a file', async () => {
    await land('title-basics/first.tsv', lines(40, 1));
    await eventually(async () => expect(await ask('SELECT COUNT(*) FROM imdb.title_basics')).toEqual([[40]]));
  });

  it('load records', async () => {
    const records = [...sampleRecords(titleRatings, { rows: 60, seed: 2, faultRatio: 0 })];
    await stack.clients.kinesis.send(
      new PutRecordsCommand({
        StreamName: stack.names.stream,
        Records: records.map(({ record }, index) => ({
          Data: Buffer.from(JSON.stringify({ dataset: 'title-ratings', data: record })),
          PartitionKey: String(index),
        })),
      }),
    );
    await eventually(async () =>
      expect(await ask('SELECT COUNT(*) FROM imdb.title_ratings')).toEqual([[60]]),
    );
  });
});

describe('what runs', () => {
  const artifact = (app: string, file: string) => join(workspaceRoot, 'apps', app, 'dist', file);

  it('is the packaged functions, in live children of this process', async () => {
    // Otherwise it may not have run yet: the other two have, in what came before.
    const { dlqRedrive, kinesisTransform, s3Trigger } = stack.names.functions;
    const redrive = stack.aws.lambda.functions().find(({ name }) => name === dlqRedrive);
    await stack.aws.lambda.invokeEvent(redrive?.arn ?? '', { source: 'sluice.redrive-schedule' });
    for (const [name, app] of [
      [s3Trigger, 's3-trigger-lambda'],
      [kinesisTransform, 'kinesis-transform-lambda'],
      [dlqRedrive, 'dlq-redrive-lambda'],
    ] as const) {
      const bundle = artifact(app, 'handler.cjs');
      const environments = await eventually(async () => {
        const found = stack.aws.lambda.functions().find((each) => each.name === name)?.environments ?? [];
        expect(found).not.toEqual([]);
        if (tellsOfProcesses) for (const { pid } of found) expect(evidenceOf(pid).openFiles.size).toBe(1);
        return found;
      });
      for (const { pid, bundleSha256 } of environments) {
        expect(bundleSha256).toBe(sha256Of(bundle));
        expect(isAlive(pid)).toBe(true);
        if (!tellsOfProcesses) continue;
        const { ancestors, openFiles } = evidenceOf(pid);
        expect(ancestors).toContain(process.pid);
        // A function's process holds the module open that it has loaded.
        expect([...openFiles]).toEqual([[bundle, sha256Of(bundle)]]);
      }
    }
  });

  it('is the packaged processor, in a live child of this process', () => {
    const bundle = artifact('fargate-processor', 'main.cjs');
    const tasks = stack.processor.tasks();
    expect(tasks).not.toEqual([]);
    for (const { pid = 0, bundleSha256 } of tasks) {
      expect(bundleSha256).toBe(sha256Of(bundle));
      expect(isAlive(pid)).toBe(true);
      if (!tellsOfProcesses) continue;
      const { ancestors, commandLine } = evidenceOf(pid);
      expect(ancestors).toContain(process.pid);
      expect(commandLine).toContain(bundle);
    }
  });
});

describe('what names no dataset', () => {
  it('is quarantined when it comes on the stream', async () => {
    const nobodys = Buffer.from(JSON.stringify({ dataset: 'nobodys', data: { a: 1 } }));
    await stack.clients.kinesis.send(
      new PutRecordsCommand({
        StreamName: stack.names.stream,
        Records: [nobodys, Buffer.from('no JSON')].map((Data) => ({ Data, PartitionKey: 'k' })),
      }),
    );
    await eventually(async () =>
      expect(
        await ask(
          `SELECT "dataset", "reason" FROM sluice.rejects WHERE "dataset" = 'unrouted' ORDER BY "reason"`,
        ),
      ).toEqual([
        ['unrouted', 'malformed_record'],
        ['unrouted', 'unknown_dataset'],
      ]),
    );
  });

  it('is parked when it is a file, and the notice names the object that says why', async () => {
    await land('nobodys/with a space+é.tsv', lines(1, 3));
    const { Messages: [message] = [] } = await eventually(async () => {
      const received = await stack.clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: stack.queueUrls.parked, VisibilityTimeout: 0 }),
      );
      expect(received.Messages).toHaveLength(1);
      return received;
    });
    const notice = JSON.parse(message?.Body ?? '') as { bucket: string; key: string };
    const { Body } = await stack.clients.s3.send(
      new GetObjectCommand({ Bucket: notice.bucket, Key: notice.key }),
    );
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
      source: expect.stringContaining('nobodys/with a space+é.tsv') as string,
      failure: { reason: 'unknown_dataset' },
    });
  });
});

describe('a second stack', () => {
  it('cannot have the same data directory', async () => {
    await expect(start()).rejects.toThrow(DataDirectoryInUseError);
    // The first one keeps its claim.
    await expect(start()).rejects.toThrow(DataDirectoryInUseError);
  });

  it('cannot have a port in use, and leaves nothing behind', async () => {
    const other = await mkdtemp(join(tmpdir(), 'sluice-stack-'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(startLocalStack({ workspaceRoot, dataDirectory: other, port })).rejects.toThrow(
      PortInUseError,
    );
    expect(await readdir(other)).toEqual([]);
    server.close();
    await rm(other, { recursive: true, force: true });
  });

  it('that is stopped while it starts leaves nothing behind', async () => {
    const other = await mkdtemp(join(tmpdir(), 'sluice-stack-'));
    const abort = new AbortController();
    const starting = startLocalStack({
      workspaceRoot,
      dataDirectory: other,
      signal: abort.signal,
      onProgress: (step) => {
        if (step.startsWith('Starting the apps')) abort.abort(new Error('stopped'));
      },
    });
    await expect(starting).rejects.toThrow(/stopped|aborted/);
    expect(existsSync(join(other, 'stack.pid'))).toBe(false);
    await rm(other, { recursive: true, force: true });
  });
});

describe('stopped and started again', () => {
  it('ends its processes, and finds objects and rows again', async () => {
    const pids = [
      ...stack.processor.tasks().flatMap(({ pid }) => pid ?? []),
      ...stack.aws.lambda.functions().flatMap(({ environments }) => environments.map(({ pid }) => pid)),
    ];
    expect(pids.length).toBeGreaterThanOrEqual(3);
    await stack.close();
    expect(pids.filter(isAlive)).toEqual([]);
    stack = await start();
    expect(await ask('SELECT COUNT(*) FROM imdb.title_basics')).toEqual([[40]]);
    // The same key again: a second version, whose bytes are known.
    await land('title-basics/first.tsv', lines(40, 1));
    await eventually(async () =>
      expect(
        await ask(
          `SELECT "state", "loaded", "deduplicated" FROM sluice.ledger WHERE "dataset" = 'title-basics' ORDER BY "loaded" DESC`,
        ),
      ).toEqual([
        ['loaded', 40, 0],
        ['duplicate', 0, 40],
      ]),
    );
  });

  it('had nothing to complain of', () => expect(warnings).toEqual([]));
});
