import { expect, it } from 'vitest';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { listening } from '../listening.testing.js';
import type { OperatorBed } from '../operate/operator-bed.testing.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { cloudWatchClientOf, kinesisClientOf } from '../target/target-clients.js';
import type { Status } from './collect-status.js';
import { status, type StatusOptions } from './status.js';

export function statusCases(bed: () => OperatorBed): void {
  const ask = (options: Partial<StatusOptions> = {}, interrupt = interruptible().interrupt) =>
    listening(() =>
      status(
        { json: true, ledger: false, watch: false, ...options },
        () => Promise.resolve(bed().target),
        interrupt,
      ),
    );
  const metric = (
    namespace: string,
    name: string,
    dimensions: Record<string, string>,
    value: number,
    minutesAgo = 1,
  ) =>
    bed().aws.cloudWatch.put({
      namespace,
      name,
      dimensions,
      value,
      unit: 'Count',
      timestampMs: Date.now() - minutesAgo * 60_000,
    });
  const load = { Service: 'fargate-processor', Dataset: 'title-basics', Lane: 'files' };

  it('tells of every part, and of one that cannot be asked why', async () => {
    const { names } = bed().target;
    const kinesis = kinesisClientOf(bed().target);
    await kinesis.send(new CreateStreamCommand({ StreamName: names.stream, ShardCount: 2 }));
    await expect
      .poll(async () => JSON.parse((await ask()).stdout).stream, { timeout: 5_000 })
      .toEqual({ name: names.stream, status: 'ACTIVE', shards: 2 });
    const alarm = { AlarmName: names.deadLetterAlarms.files, Namespace: 'AWS/SQS', MetricName: 'x' };
    await cloudWatchClientOf(bed().target).send(
      new PutMetricAlarmCommand({
        ...alarm,
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    await bed().send('filesDlq', { body: 'x' });
    metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: names.queues.filesDlq }, 90, 0);
    metric('AWS/Lambda', 'Errors', { FunctionName: names.functions.s3Trigger }, 3);
    metric('AWS/Lambda', 'Invocations', { FunctionName: names.functions.s3Trigger }, 7);
    metric('AWS/Lambda', 'Invocations', { FunctionName: names.functions.s3Trigger }, 7, 61);
    metric('AWS/Lambda', 'IteratorAge', { FunctionName: names.functions.kinesisTransform }, 1_500);
    metric(names.metricsNamespace, 'RecordsRead', load, 10, 2);
    metric(names.metricsNamespace, 'RecordsLoaded', load, 9, 2);
    metric(names.metricsNamespace, 'RecordsQuarantined', load, 1, 2);
    metric(
      names.metricsNamespace,
      'RecordsRead',
      { ...load, Dataset: 'title-ratings', Lane: 'rows' },
      10,
      180,
    );

    const { result, stdout } = await ask();
    const found = JSON.parse(stdout) as Status;
    expect(Object.keys(found.queues)).toEqual([
      'files',
      'filesDlq',
      'rows',
      'rowsDlq',
      'parked',
      'undelivered',
    ]);
    expect(found.queues['filesDlq']).toMatchObject({ visible: 1, notVisible: 0, delayed: 0 });
    expect(found.queues['filesDlq']?.oldestSeconds).toBeGreaterThanOrEqual(90);
    expect(found.queues['files']?.oldestSeconds).toBeNull();
    expect(found.metrics?.functions['s3Trigger']).toEqual({ invocations: 7, errors: 3, throttles: 0 });
    expect(found.metrics).toMatchObject({ iteratorAgeMilliseconds: 1_500, halted: false });
    expect(found.metrics?.loads).toMatchObject([
      {
        dataset: 'title-basics',
        lane: 'files',
        lastHour: { read: 10, loaded: 9, deduplicated: 0, quarantined: 1 },
      },
      { dataset: 'title-ratings', lane: 'rows', lastHour: { read: 0, loaded: 0 } },
    ]);
    expect(found.alarms).toMatchObject([{ name: names.deadLetterAlarms.files, since: expect.any(String) }]);
    expect(found.redrives).toEqual({
      files: { running: null, inWindow: expect.any(Number) },
      rows: { running: null, inWindow: expect.any(Number) },
    });
    expect(found.ledger).toBeUndefined();
    // Nothing runs the processor here.
    expect(found.unavailable).toEqual([{ part: 'processor', why: expect.any(String) }]);
    expect(result).toBe(1);

    const { stdout: text } = await ask({ json: false });
    expect(text).toMatch(/│ filesDlq +│ +1 │ +0 │ +0 │ 1 min 30 s │/);
    expect(text).toMatch(
      /\nstream sluice-local-records: ACTIVE, 2 shards, iterator age 1\d* s\n|iterator age 2 s\n/,
    );
    expect(text).toMatch(/│ title-basics +│ files │ \S+Z │ +10 │ +9 │ +0 │ +1 │/);
    expect(text).toMatch(/│ s3Trigger +│ +7 │ +3 │ +0 │/);
    expect(text).toMatch(/\nalarm sluice-local-files-dlq-not-empty: \w+ since \S+Z\n/);
    expect(text).toMatch(/\nredrive files: no move task runs; \d of at most 9 started in the window\n/);
    expect(text).toMatch(/\nledger: not asked, because that wakes the warehouse; --ledger asks\n/);
    expect(text).toMatch(/\nprocessor: cannot be asked: .+\n$/);
  });

  it('looks again until it is interrupted, a line of JSON each', async () => {
    const { interrupt, press } = interruptible();
    const watching = ask({ watch: true, interval: 1 }, interrupt);
    const looks = () =>
      bed()
        .aws.requests.list()
        .filter(({ operation }) => operation === 'DescribeAlarms').length;
    const before = looks();
    await expect.poll(looks, { timeout: 5_000 }).toBeGreaterThan(before + 1);
    press();
    const { result, stdout } = await watching;
    expect(result).toBe(130);
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(1);
    for (const line of lines) expect(Object.keys(JSON.parse(line).queues)).toHaveLength(6);
  });

  it('--interval alone is wrong use', async () => {
    await expect(ask({ interval: 3 })).rejects.toMatchObject({ exitCode: 2 });
  });
}
