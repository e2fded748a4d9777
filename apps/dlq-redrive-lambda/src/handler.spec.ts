import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleHandler, type BundledFunction } from '@sluice/bundle-testing';

const alarm: unknown = JSON.parse(readFileSync(new URL('../events/alarm.json', import.meta.url), 'utf8'));
const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;

let bundled: BundledFunction;
let tasks: object[] = [];
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
      OPERATORS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:operators',
    }),
    ({ what }) => {
      if (what === 'GetQueueAttributes')
        return { body: JSON.stringify({ Attributes: { ApproximateNumberOfMessages: '3' } }) };
      if (what === 'ListMessageMoveTasks') return { body: JSON.stringify({ Results: tasks }) };
      if (what === 'StartMessageMoveTask') return { body: JSON.stringify({ TaskHandle: 'h' }) };
      const published =
        '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>';
      return { body: published, headers: { 'content-type': 'text/xml' } };
    },
  );
});
afterAll(() => bundled.stop());

it('redrives over the wire, then gives up and tells the operators, as the bundle that deploys', async () => {
  const first = await bundled.invoke(alarm);
  expect(bundled.requests.map(({ what }) => what)).toEqual([
    'GetQueueAttributes',
    'ListMessageMoveTasks',
    'StartMessageMoveTask',
  ]);
  expect(JSON.parse(bundled.requests[2]?.body ?? '')).toEqual({
    SourceArn: arn('files-dlq'),
    DestinationArn: arn('files'),
    MaxNumberOfMessagesPerSecond: 50,
  });
  expect(first.lines).toContainEqual(expect.objectContaining({ msg: 'decided', action: 'redrive', task: 1 }));

  tasks = [{ Status: 'COMPLETED', StartedTimestamp: Date.now() - 60_000 }];
  bundled.requests.length = 0;
  const second = await bundled.invoke(alarm);
  expect(second.lines).toContainEqual(expect.objectContaining({ msg: 'decided', action: 'give_up' }));
  expect(bundled.requests.map(({ what }) => what)).toEqual([
    'GetQueueAttributes',
    'ListMessageMoveTasks',
    'POST /',
  ]);
  const published = new URLSearchParams(bundled.requests[2]?.body);
  expect(published.get('Subject')).toBe('Redrive of the files lane has stopped');
});
