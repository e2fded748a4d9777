import { describe, expect, it } from 'vitest';
import { embeddedMetrics } from './embedded-metric-format.js';

const timestampMs = 1_767_225_600_000;
const directive = {
  Namespace: 'Sluice',
  Dimensions: [['dataset'], []],
  Metrics: [{ Name: 'rows', Unit: 'Count' }, { Name: 'freshness' }],
};
const document = {
  _aws: { Timestamp: timestampMs, CloudWatchMetrics: [directive] },
  dataset: 'title-basics',
  rows: 12,
  freshness: [1.5, 2],
  'a.b': 3,
};

/** What a document holds whose directive, or whose other members, are changed. */
const found = (change: object = {}, members: object = {}, metadata: object = {}) =>
  embeddedMetrics(
    JSON.stringify({
      ...document,
      _aws: { ...document._aws, CloudWatchMetrics: [{ ...directive, ...change }], ...metadata },
      ...members,
    }),
  );

describe('embeddedMetrics', () => {
  it('finds one datum for each value and dimension set', () => {
    const metrics = found();
    expect(metrics).toHaveLength(6);
    expect(metrics[0]).toEqual({
      namespace: 'Sluice',
      name: 'rows',
      dimensions: { dataset: 'title-basics' },
      value: 12,
      unit: 'Count',
      timestampMs,
      storageResolutionSeconds: 60,
    });
    expect(
      metrics.filter(({ name }) => name === 'freshness').map(({ value, unit }) => [value, unit]),
    ).toEqual([
      [1.5, 'None'],
      [2, 'None'],
      [1.5, 'None'],
      [2, 'None'],
    ]);
    expect(metrics.map(({ dimensions }) => Object.keys(dimensions).length)).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('keeps the resolution that a metric asks for', () => {
    const Metrics = [{ Name: 'rows', StorageResolution: 1 }];
    expect(found({ Metrics })[0]).toMatchObject({ storageResolutionSeconds: 1 });
  });

  it('finds the metrics of every directive, by names as they stand', () => {
    const other = { Namespace: 'Other', Dimensions: [[]], Metrics: [{ Name: 'a.b' }] };
    expect(found({}, {}, { CloudWatchMetrics: [directive, other] }).at(-1)).toMatchObject({
      namespace: 'Other',
      name: 'a.b',
      value: 3,
      dimensions: {},
    });
  });

  it.each([
    ['plain "_aws" text'],
    ['{"_aws": 1}'],
    ['{"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{}]}}'],
    ['{}'],
    [`${JSON.stringify(document)} and more`],
  ])('finds none in %s', (line) => expect(embeddedMetrics(line)).toEqual([]));

  const list = (length: number) => Array.from({ length }, (_, i) => i);

  it.each([
    ['no dimension sets', found({ Dimensions: [] })],
    ['a dimension that is not there', found({ Dimensions: [['dataset', 'lane']] })],
    ['a dimension that is no text', found({ Dimensions: [['rows']] })],
    ['a dimension of the prototype', found({ Dimensions: [['constructor']] })],
    ['31 dimensions', found({ Dimensions: [list(31).map(() => 'dataset')] })],
    ['a metric that is not there', found({ Metrics: [{ Name: 'rows' }, { Name: 'absent' }] })],
    ['a metric that is no number', found({ Metrics: [{ Name: 'dataset' }] })],
    ['a value that is no number', found({}, { freshness: [1, '2'] })],
    ['101 values', found({}, { freshness: list(101) })],
    ['101 metrics', found({ Metrics: list(101).map(() => ({ Name: 'rows' })) })],
    ['a unit that there is not', found({ Metrics: [{ Name: 'rows', Unit: 'Rows' }] })],
    ['another resolution', found({ Metrics: [{ Name: 'rows', StorageResolution: 5 }] })],
    ['no namespace', found({ Namespace: '' })],
    ['no timestamp', found({}, {}, { Timestamp: undefined })],
    ['a timestamp that is no number', found({}, {}, { Timestamp: '2026-01-01' })],
  ])('finds none with %s', (_, metrics) => expect(metrics).toEqual([]));
});
