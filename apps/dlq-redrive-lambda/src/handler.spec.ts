import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleHandler, type BundledFunction } from '@sluice/bundle-testing';

const eventNamed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8'));
const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;

let bundled: BundledFunction;
let tasks: object[] = [];
let metricValues: number[] = [];
beforeAll(async () => {
  bundled = await bundleHandler(
    new URL('./handler.ts', import.meta.url),
    (endpoint) => ({
      LANES: JSON.stringify([
        {
          name: 'files',
          queueUrl: `${endpoint}/000000000000/files`,
          queueArn: arn('files'),
          dlqUrl: `${endpoint}/000000000000/files-dlq`,
          dlqArn: arn('files-dlq'),
        },
      ]),
      ALARM_NAMES: JSON.stringify({ 'sluice-dev-files-dlq-not-empty': 'files' }),
      REDRIVE_MAX_MESSAGES_PER_SECOND: '50',
      REDRIVE_PAUSE_SECONDS: '2',
      REDRIVE_MAX_TASKS_PER_WINDOW: '1',
      REDRIVE_WINDOW_SECONDS: '86400',
      REDRIVE_EVIDENCE_SECONDS: '600',
      OPERATORS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:operators',
    }),
    ({ what, body }) => {
      if (what === 'GetQueueAttributes') {
        const ApproximateNumberOfMessages = body.includes('files-dlq') ? '3' : '0';
        return { body: JSON.stringify({ Attributes: { ApproximateNumberOfMessages } }) };
      }
      if (what === 'GetMetricData') {
        const { MetricDataQueries } = JSON.parse(body) as { MetricDataQueries: { Id: string }[] };
        const MetricDataResults = MetricDataQueries.map(({ Id }) => ({
          Id,
          Values: metricValues,
          StatusCode: 'Complete',
        }));
        return { body: JSON.stringify({ MetricDataResults }) };
      }
      if (what === 'ListMessageMoveTasks') return { body: JSON.stringify({ Results: tasks }) };
      if (what === 'StartMessageMoveTask') return { body: JSON.stringify({ TaskHandle: 'h' }) };
      const published =
        '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>';
      return { body: published, headers: { 'content-type': 'text/xml' } };
    },
  );
});
afterAll(() => bundled.stop());

/** The calls of one run, in the order of their names: some are made at once. */
const calls = () => bundled.requests.map(({ what }) => what).sort();
const reading = ['GetMetricData', 'GetQueueAttributes', 'GetQueueAttributes', 'ListMessageMoveTasks'];

it('redrives over the wire, then gives up and tells the operators, as the bundle that deploys', async () => {
  const first = await bundled.invoke(eventNamed('alarm'));
  expect(calls()).toEqual([...reading, 'StartMessageMoveTask']);
  expect(JSON.parse(bundled.requests.at(-1)?.body ?? '')).toEqual({
    SourceArn: arn('files-dlq'),
    DestinationArn: arn('files'),
    MaxNumberOfMessagesPerSecond: 50,
  });
  expect(first.lines).toContainEqual(expect.objectContaining({ msg: 'decided', action: 'redrive', task: 1 }));

  tasks = [{ Status: 'COMPLETED', StartedTimestamp: Date.now() - 60_000 }];
  bundled.requests.length = 0;
  const second = await bundled.invoke(eventNamed('schedule'));
  expect(second.lines).toContainEqual(expect.objectContaining({ msg: 'decided', action: 'give_up' }));
  expect(calls()).toEqual(['GetMetricData', ...reading, 'POST /']);
  const published = new URLSearchParams(bundled.requests.at(-1)?.body);
  expect(published.get('Subject')).toBe('Redrive of the files lane has stopped');
});

it('asks CloudWatch for the halt of the processors and for what was deleted from the main queue', async () => {
  tasks = [];
  metricValues = [1];
  bundled.requests.length = 0;
  const { lines } = await bundled.invoke(eventNamed('alarm'));
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'decided', action: 'wait', why: 'halted' }));
  expect(calls()).toEqual(reading);
  const { body = '' } = bundled.requests.find(({ what }) => what === 'GetMetricData') ?? {};
  expect(JSON.parse(body)).toMatchObject({
    MetricDataQueries: [
      {
        MetricStat: {
          Metric: {
            Namespace: 'Sluice',
            MetricName: 'Halted',
            Dimensions: [{ Name: 'Service', Value: 'fargate-processor' }],
          },
          Stat: 'Maximum',
        },
      },
      {
        MetricStat: {
          Metric: {
            Namespace: 'AWS/SQS',
            MetricName: 'NumberOfMessagesDeleted',
            Dimensions: [{ Name: 'QueueName', Value: 'files' }],
          },
          Stat: 'Sum',
        },
      },
    ],
  });
});

it('is small', () => {
  expect(bundled.bytes).toBeLessThanOrEqual(340_000);
});
