import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { getMetric, minutesAgo, putMetricData, secondsAfter } from './metric-data.js';

conformance('cloudwatch', 'metrics', (conforms) => {
  conforms('computes the statistics of each period', async () => {
    const namespace = freshName('metrics');
    const [from, to] = [minutesAgo(3), minutesAgo(1)];
    await putMetricData(
      namespace,
      { MetricName: 'm', Value: 1, Timestamp: secondsAfter(from, 20) },
      { MetricName: 'm', Value: 4, Timestamp: secondsAfter(from, 60) },
      { MetricName: 'm', Value: 10, Timestamp: secondsAfter(from, 119) },
    );
    const valuesOf = async (Stat: string) => (await getMetric({ namespace, from, to, Stat })).Values;
    await eventually(async () => expect(await valuesOf('Sum')).toEqual([1, 14]));
    expect(await valuesOf('SampleCount')).toEqual([1, 2]);
    expect(await valuesOf('Average')).toEqual([1, 7]);
    expect(await valuesOf('Minimum')).toEqual([1, 4]);
    expect(await valuesOf('Maximum')).toEqual([1, 10]);
  });

  conforms('counts values as often as is said', async () => {
    const namespace = freshName('metrics');
    const [from, to] = [minutesAgo(2), minutesAgo(1)];
    await putMetricData(namespace, { MetricName: 'm', Values: [2, 10], Counts: [3, 1], Timestamp: from });
    const valuesOf = async (Stat: string) => (await getMetric({ namespace, from, to, Stat })).Values;
    await eventually(async () => expect(await valuesOf('Sum')).toEqual([16]));
    expect(await valuesOf('SampleCount')).toEqual([4]);
    expect(await valuesOf('Maximum')).toEqual([10]);
  });

  conforms('adds sets of statistics to single values', async () => {
    const namespace = freshName('metrics');
    const [from, to] = [minutesAgo(2), minutesAgo(1)];
    const StatisticValues = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 };
    await putMetricData(
      namespace,
      { MetricName: 'm', Value: 11, Timestamp: from },
      { MetricName: 'm', StatisticValues, Timestamp: from },
    );
    const valuesOf = async (Stat: string) => (await getMetric({ namespace, from, to, Stat })).Values;
    await eventually(async () => expect(await valuesOf('SampleCount')).toEqual([11]));
    expect(await valuesOf('Sum')).toEqual([66]);
    expect(await valuesOf('Average')).toEqual([6]);
    expect(await valuesOf('Minimum')).toEqual([1]);
    expect(await valuesOf('Maximum')).toEqual([11]);
  });

  conforms('computes percentiles of single values', async () => {
    const namespace = freshName('metrics');
    const [from, to] = [minutesAgo(2), minutesAgo(1)];
    await putMetricData(namespace, { MetricName: 'm', Values: [2, 100], Counts: [90, 10], Timestamp: from });
    const valueOf = async (Stat: string) => (await getMetric({ namespace, from, to, Stat })).Values?.[0];
    await eventually(async () => expect(await valueOf('p50')).toBeCloseTo(2, 1));
    // An approximation on AWS.
    expect(await valueOf('p99')).toBeGreaterThan(95);
  });

  conforms('keeps the same name with other dimensions apart, whatever their order', async () => {
    const namespace = freshName('metrics');
    const [from, to] = [minutesAgo(2), minutesAgo(1)];
    const [a, b] = [
      { Name: 'a', Value: '1' },
      { Name: 'b', Value: '2' },
    ];
    await putMetricData(
      namespace,
      { MetricName: 'm', Value: 1, Timestamp: from },
      { MetricName: 'm', Value: 2, Timestamp: from, Dimensions: [a] },
      { MetricName: 'm', Value: 4, Timestamp: from, Dimensions: [a, b] },
      { MetricName: 'm', Value: 8, Timestamp: from, Dimensions: [b, a] },
    );
    const valuesOf = async (dimensions: Record<string, string>) =>
      (await getMetric({ namespace, dimensions, from, to })).Values;
    await eventually(async () => expect(await valuesOf({ b: '2', a: '1' })).toEqual([12]));
    expect(await valuesOf({})).toEqual([1]);
    expect(await valuesOf({ a: '1' })).toEqual([2]);
    expect(await valuesOf({ a: '2' })).toEqual([]);
  });

  conforms('gives the data of a unit alone when asked for it, and converts none', async () => {
    const namespace = freshName('metrics');
    const [from, to] = [minutesAgo(2), minutesAgo(1)];
    await putMetricData(
      namespace,
      { MetricName: 'm', Value: 60, Unit: 'Seconds', Timestamp: from },
      { MetricName: 'm', Value: 5, Unit: 'Count', Timestamp: from },
    );
    await eventually(async () =>
      expect((await getMetric({ namespace, from, to, Unit: 'Seconds' })).Values).toEqual([60]),
    );
    expect((await getMetric({ namespace, from, to, Unit: 'Count' })).Values).toEqual([5]);
    expect((await getMetric({ namespace, from, to, Unit: 'Milliseconds' })).Values).toEqual([]);
  });

  conforms('takes large bodies, which its clients compress', async () => {
    const namespace = freshName('metrics');
    const from = minutesAgo(1);
    const others = Array.from({ length: 500 }, (_, i) => ({
      MetricName: `metric-${i}`,
      Value: i,
      Timestamp: from,
    }));
    await putMetricData(namespace, ...others, { MetricName: 'm', Value: 500, Timestamp: from });
    await eventually(async () =>
      expect((await getMetric({ namespace, from, to: secondsAfter(from, 60) })).Values).toEqual([500]),
    );
  });
});
