import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { getMetric, minutesAgo, putMetricData, secondsAfter } from './metric-data.js';

const { cloudWatch } = clients;

const validation = { name: 'ValidationException' };

conformance('cloudwatch', 'metric queries', (conforms) => {
  conforms('gives the beginning of each period with its value', async () => {
    const namespace = freshName('metrics');
    const [from, to] = [minutesAgo(3), minutesAgo(1)];
    await putMetricData(namespace, { MetricName: 'm', Value: 1, Timestamp: secondsAfter(from, 80) });
    await eventually(async () =>
      expect(await getMetric({ namespace, from, to })).toMatchObject({
        Id: 'q',
        StatusCode: 'Complete',
        Timestamps: [secondsAfter(from, 60)],
        Values: [1],
      }),
    );
  });

  conforms('begins with the start and ends before the end', async () => {
    const namespace = freshName('metrics');
    const start = minutesAgo(4);
    const at = (minutes: number) => secondsAfter(start, minutes * 60);
    await putMetricData(
      namespace,
      ...[0, 1, 2].map((i) => ({ MetricName: 'm', Value: 10 ** i, Timestamp: at(i) })),
    );
    await eventually(async () =>
      expect((await getMetric({ namespace, from: at(0), to: at(3) })).Values).toEqual([1, 10, 100]),
    );
    expect((await getMetric({ namespace, from: at(1), to: at(2) })).Values).toEqual([10]);
  });

  conforms('joins minutes into longer periods', async () => {
    const namespace = freshName('metrics');
    const start = new Date(Math.floor(minutesAgo(10).getTime() / 300_000) * 300_000);
    await putMetricData(
      namespace,
      ...[1, 2].map((minute) => ({
        MetricName: 'm',
        Value: minute,
        Timestamp: secondsAfter(start, minute * 60),
      })),
    );
    await eventually(async () =>
      expect(
        await getMetric({ namespace, from: start, to: secondsAfter(start, 300), Period: 300 }),
      ).toMatchObject({ Timestamps: [start], Values: [3] }),
    );
  });

  conforms('gives the newest first unless asked otherwise, and in pages', async () => {
    const namespace = freshName('metrics');
    const start = minutesAgo(4);
    await putMetricData(
      namespace,
      ...[0, 1, 2].map((i) => ({ MetricName: 'm', Value: i, Timestamp: secondsAfter(start, i * 60) })),
    );
    const query = {
      StartTime: start,
      EndTime: secondsAfter(start, 180),
      MetricDataQueries: [
        {
          Id: 'q',
          MetricStat: { Metric: { Namespace: namespace, MetricName: 'm' }, Period: 60, Stat: 'Sum' },
        },
      ],
    };
    await eventually(async () => {
      const { MetricDataResults } = await cloudWatch.send(new GetMetricDataCommand(query));
      expect(MetricDataResults?.[0]?.Values).toEqual([2, 1, 0]);
    });
    const first = await cloudWatch.send(new GetMetricDataCommand({ ...query, MaxDatapoints: 2 }));
    expect(first.MetricDataResults?.[0]).toMatchObject({ Values: [2, 1], StatusCode: 'PartialData' });
    const second = await cloudWatch.send(
      new GetMetricDataCommand({ ...query, MaxDatapoints: 2, NextToken: first.NextToken }),
    );
    expect(second.MetricDataResults?.[0]).toMatchObject({ Values: [0], StatusCode: 'Complete' });
    expect(second.NextToken).toBeUndefined();
  });

  conforms('knows no data of a metric that was never put', async () => {
    const namespace = freshName('metrics');
    const result = await getMetric({ namespace, from: minutesAgo(2), to: minutesAgo(1) });
    expect(result).toMatchObject({ StatusCode: 'Complete', Timestamps: [], Values: [] });
  });

  conforms('refuses a time range that ends before it begins', async () => {
    const query = getMetric({ namespace: freshName('metrics'), from: minutesAgo(1), to: minutesAgo(2) });
    await expect(query).rejects.toMatchObject(validation);
  });

  conforms('refuses a query that names neither a metric nor an expression', async () => {
    const query = cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: minutesAgo(2),
        EndTime: minutesAgo(1),
        MetricDataQueries: [{ Id: 'q' }],
      }),
    );
    await expect(query).rejects.toMatchObject(validation);
  });
});
