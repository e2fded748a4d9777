import { afterEach, describe, expect, it } from 'vitest';
import { startFakeCloudWatch, type Answer, type FakeCloudWatch } from './fake-cloudwatch.testing.js';
import { createMetricReader, type MetricQuery } from './metric-reader.js';
import { periodSeconds } from './period.js';

const deleted: MetricQuery = {
  namespace: 'AWS/SQS',
  name: 'NumberOfMessagesDeleted',
  dimensions: { QueueName: 'sluice-dev-files' },
  statistic: 'Sum',
};
const halted: MetricQuery = {
  namespace: 'Sluice',
  name: 'Halted',
  dimensions: { Service: 'fargate-processor' },
  statistic: 'Maximum',
};
const now = Date.parse('2026-03-14T09:27:53.640Z');

let cloudWatch: FakeCloudWatch | undefined;
afterEach(async () => {
  await cloudWatch?.stop();
  cloudWatch = undefined;
});

async function read(queries: readonly MetricQuery[], answers: readonly Answer[], lastSeconds = 600) {
  await cloudWatch?.stop();
  cloudWatch = await startFakeCloudWatch(answers);
  return createMetricReader(cloudWatch.client, { now: () => now }).read(queries, lastSeconds);
}
const result = (Id: string, Values: number[], StatusCode = 'Complete') => ({ Id, Values, StatusCode });
const page = (results: object[], NextToken?: string) => ({ MetricDataResults: results, NextToken });

describe('read', () => {
  it('asks for minutes of each metric, from a whole one to the second that has begun', async () => {
    await read([deleted, halted], [page([result('q0', []), result('q1', [])])]);
    expect(cloudWatch?.requests).toEqual([
      {
        MetricDataQueries: [
          {
            Id: 'q0',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SQS',
                MetricName: 'NumberOfMessagesDeleted',
                Dimensions: [{ Name: 'QueueName', Value: 'sluice-dev-files' }],
              },
              Period: 60,
              Stat: 'Sum',
            },
          },
          {
            Id: 'q1',
            MetricStat: {
              Metric: {
                Namespace: 'Sluice',
                MetricName: 'Halted',
                Dimensions: [{ Name: 'Service', Value: 'fargate-processor' }],
              },
              Period: 60,
              Stat: 'Maximum',
            },
          },
        ],
        StartTime: Date.parse('2026-03-14T09:17:00Z') / 1000,
        EndTime: Date.parse('2026-03-14T09:27:54Z') / 1000,
      },
    ]);
  });

  it('asks for seconds of less than a minute', async () => {
    await read([halted], [page([result('q0', [])])], 10);
    expect(cloudWatch?.requests[0]).toMatchObject({
      MetricDataQueries: [{ MetricStat: { Period: 1 } }],
      StartTime: Date.parse('2026-03-14T09:27:43Z') / 1000,
    });
  });

  it('adds up sums, takes the highest of maxima, and knows nothing from 0', async () => {
    const answer = page([
      result('q2', []),
      result('q1', [0, 1, 0]),
      result('q0', [3, 0, 4]),
      result('q3', [0]),
    ]);
    const queries = [deleted, halted, deleted, { ...deleted, name: 'NumberOfMessagesSent' }];
    expect(await read(queries, [answer])).toEqual([7, 1, undefined, 0]);
  });

  it('turns the pages', async () => {
    const answers = [
      page([result('q0', [1, 2], 'PartialData'), result('q1', [5])], 'more'),
      page([result('q0', [], 'PartialData')], 'and more'),
      page([result('q0', [4])]),
    ];
    expect(await read([deleted, halted], answers)).toEqual([7, 5]);
    expect(cloudWatch?.requests.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more', 'and more']);
  });

  it('asks nothing for nothing', async () => {
    expect(await read([], [])).toEqual([]);
    expect(cloudWatch?.requests).toEqual([]);
  });

  it.each<[string, Answer, string]>([
    [
      'one metric is not known',
      page([result('q0', [1]), result('q1', [], 'InternalError')]),
      'InternalError',
    ],
    ['one metric is forbidden', page([result('q0', [1]), result('q1', [], 'Forbidden')]), 'Forbidden'],
    [
      'a part is missing, and no page to turn',
      page([result('q0', [1], 'PartialData'), result('q1', [])]),
      'PartialData',
    ],
    ['a metric is missing', page([result('q0', [1])]), 'PartialData'],
    ['access is denied', { error: 'com.amazonaws.cloudwatch#AccessDenied' }, 'AccessDenied'],
    ['the call is throttled', { error: 'Throttling' }, 'Throttling'],
    ['the connection is lost', 'drop the connection', 'ECONNRESET'],
  ])('throws when %s', async (_, answer, code) => {
    await expect(read([deleted, halted], [answer])).rejects.toMatchObject({
      name: 'MetricsUnavailableError',
      code,
    });
  });
});

it('waits for an answer no longer than it is told to', async () => {
  cloudWatch = await startFakeCloudWatch(['stay silent']);
  const reader = createMetricReader(cloudWatch.client, { timeoutSeconds: 0.05 });
  await expect(reader.read([halted], 600)).rejects.toMatchObject({
    name: 'MetricsUnavailableError',
    code: 'Timeout',
  });
});

it.each([
  [59, 1],
  [60, 60],
  [15 * 86_400 - 1, 60],
  [15 * 86_400, 300],
  [63 * 86_400, 3600],
])('asks over %i seconds for periods of %i', (lastSeconds, period) => {
  expect(periodSeconds(lastSeconds)).toBe(period);
});
