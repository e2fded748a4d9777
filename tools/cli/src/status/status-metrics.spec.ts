import type { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { readTopology } from '@sluice/local-stack';
import { resourceNames } from '@sluice/topology';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../run-cli.testing.js';
import { metricSeries } from './metric-series.js';
import { statusMetrics } from './status-metrics.js';

const now = Date.parse('2026-03-01T12:00:00Z');
let names: ReturnType<typeof resourceNames>;
beforeAll(async () => void (names = resourceNames(await readTopology(root), 'dev')));

type Minute = readonly [minutesAgo: number, value: number];

/** CloudWatch with minutes by `name dimension…`, the newest first; two data points a page. */
function cloudWatch(minutes: Readonly<Record<string, readonly Minute[]>>) {
  const send = async ({ input }: GetMetricDataCommand) => {
    const { MetricDataQueries = [], StartTime = new Date(0), EndTime = new Date(0), NextToken = '0' } = input;
    const page = Number(NextToken);
    const results = MetricDataQueries.map(({ Id, MetricStat }) => {
      const { MetricName, Dimensions = [] } = MetricStat?.Metric ?? {};
      const id = [MetricName, ...Dimensions.map(({ Value }) => Value), MetricStat?.Stat].join(' ');
      const points = (minutes[id] ?? [])
        .map(([ago, value]) => ({ at: new Date(now - ago * 60_000), value }))
        .filter(({ at }) => at >= StartTime && at < EndTime);
      const shown = points.slice(2 * page, 2 * page + 2);
      return {
        more: points.length > 2 * page + 2,
        result: { Id, Timestamps: shown.map(({ at }) => at), Values: shown.map(({ value }) => value) },
      };
    });
    return {
      MetricDataResults: results.map(({ result }) => result),
      ...(results.some(({ more }) => more) ? { NextToken: String(page + 1) } : {}),
    };
  };
  return { send } as unknown as Parameters<typeof metricSeries>[0];
}

it('joins pages, each metric for itself', async () => {
  const client = cloudWatch({
    'M a Sum': [1, 2, 3, 4, 5].map((ago) => [ago, ago] as const),
    'M b Sum': [[9, 9]],
  });
  const query = (value: string) =>
    ({ namespace: 'n', name: 'M', dimensions: { D: value }, statistic: 'Sum' }) as const;
  const { a, b, c } = await metricSeries(
    client,
    { a: query('a'), b: query('b'), c: query('c') },
    { from: now - 600_000, to: now },
  );
  expect(a.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
  expect(b).toEqual([{ at: now - 540_000, value: 9 }]);
  expect(c).toEqual([]);
});

describe('halted', () => {
  const halted = async (...minutes: readonly Minute[]) =>
    (await statusMetrics(cloudWatch({ 'Halted fargate-processor Minimum': minutes }), names, now)).halted;

  it.each<[string, boolean, readonly Minute[]]>([
    ['never said', false, []],
    ['said in the last minutes', true, [[2, 1]]],
    ['said long ago, by a task that is gone', false, [[6, 1]]],
    [
      'ended',
      false,
      [
        [1, 0],
        [2, 1],
      ],
    ],
    [
      'begun again',
      true,
      [
        [1, 1],
        [2, 0],
      ],
    ],
  ])('%s: %s', async (_, expected, minutes) => {
    expect(await halted(...minutes)).toBe(expected);
  });
});

describe('gauges', () => {
  it('that are not fresh are not known', async () => {
    const age = (ago: number) =>
      statusMetrics(
        cloudWatch({
          'ApproximateAgeOfOldestMessage sluice-dev-files Maximum': [[ago, 5]],
          'IteratorAge sluice-dev-kinesis-transform Maximum': [[ago, 7]],
        }),
        names,
        now,
      );
    expect(await age(9)).toMatchObject({
      oldestSeconds: { files: 5, rows: null },
      iteratorAgeMilliseconds: 7,
    });
    expect(await age(11)).toMatchObject({ oldestSeconds: { files: null }, iteratorAgeMilliseconds: null });
  });
});

describe('loads', () => {
  it('tell when, and how many in the last hour', async () => {
    const of = 'fargate-processor title-basics files Sum';
    const { loads } = await statusMetrics(
      cloudWatch({
        [`RecordsRead ${of}`]: [
          [30, 10],
          [59, 5],
          [61, 100],
        ],
        [`RecordsLoaded ${of}`]: [
          [30, 8],
          [59, 5],
        ],
        [`RecordsQuarantined ${of}`]: [[30, 2]],
        'RecordsRead fargate-processor title-ratings rows Sum': [[600, 3]],
        'RecordsRead fargate-processor title-ratings files Sum': [[1_500, 3]],
      }),
      names,
      now,
    );
    expect(loads).toEqual([
      {
        dataset: 'title-basics',
        lane: 'files',
        lastLoadAt: '2026-03-01T11:30:00.000Z',
        lastHour: { read: 15, loaded: 13, deduplicated: 0, quarantined: 2 },
      },
      {
        dataset: 'title-ratings',
        lane: 'rows',
        lastLoadAt: '2026-03-01T02:00:00.000Z',
        lastHour: { read: 0, loaded: 0, deduplicated: 0, quarantined: 0 },
      },
    ]);
  });
});
