import { describe, expect, it } from 'vitest';
import { embeddedMetrics } from './embedded-metric-format.js';

const document = {
  _aws: {
    Timestamp: 1_767_225_600_000,
    CloudWatchMetrics: [
      {
        Namespace: 'Sluice',
        Dimensions: [['dataset'], []],
        Metrics: [{ Name: 'rows', Unit: 'Count' }, { Name: 'freshness' }],
      },
    ],
  },
  dataset: 'title-basics',
  rows: 12,
  freshness: [1.5, 2],
};

describe('embeddedMetrics', () => {
  it('finds one datum for each value and dimension set', () => {
    const found = embeddedMetrics(JSON.stringify(document));
    expect(found).toHaveLength(6);
    expect(found[0]).toEqual({
      namespace: 'Sluice',
      name: 'rows',
      dimensions: { dataset: 'title-basics' },
      value: 12,
      unit: 'Count',
      timestampMs: 1_767_225_600_000,
    });
    expect(found.filter(({ name }) => name === 'freshness').map(({ value }) => value)).toEqual([
      1.5, 2, 1.5, 2,
    ]);
  });

  it.each([
    'plain "_aws" text',
    '{"_aws": 1}',
    '{"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{}]}}',
    '{}',
  ])('finds none in %s', (line) => expect(embeddedMetrics(line)).toEqual([]));
});
