import { describe, expect, it } from 'vitest';
import { parseInputs } from './inputs.js';
import { parsePrices } from './prices.js';
import { product, by, per, figure } from './quantity.js';
import { priceJson, topology } from './repository.testing.js';

describe('inputs', () => {
  it('take what was not given from the topology', () => {
    const inputs = parseInputs({ gbPerDay: 100, recordsPerSecond: 1 }, topology);
    expect(inputs).toMatchObject({
      batchAgeSeconds: topology.processor.microBatch.maxAgeSeconds,
      minTasks: topology.processor.scaling.minTasks,
      filesPerDay: 200,
    });
  });

  it('names every problem at once', () => {
    expect(() =>
      parseInputs({ gbPerDay: -1, hoursPerDay: 25, badShare: 2, minTasks: 0.5 }, topology),
    ).toThrow(
      /gbPerDay: it must be 0 or more[\s\S]*recordsPerSecond: it must be a number[\s\S]*hoursPerDay: a day has 24 hours/,
    );
    expect(() =>
      parseInputs({ gbPerDay: 0, recordsPerSecond: 0, badShare: 2, minTasks: 0.5 }, topology),
    ).toThrow(/badShare: it lies between 0 and 1[\s\S]*minTasks: it must be a whole number/);
  });

  it.each([
    [{ gbPerDay: 1, filesPerDay: 0 }, /filesPerDay/],
    [{ onDemandWeight: 0, spotWeight: 0 }, /spotWeight/],
    [{ taskUtilisation: 0 }, /taskUtilisation/],
    [{ datasets: 0 }, /datasets/],
    [{ gbPerYear: 3 }, /gbPerYear/],
  ])('refuses %j', (given, problem) => {
    expect(() => parseInputs({ gbPerDay: 0, recordsPerSecond: 1, ...given }, topology)).toThrow(problem);
  });
});

describe('prices', () => {
  const list = priceJson as { prices: Record<string, object> };

  it.each([
    ['a price is missing', { ...list.prices, 'glue.dpuHour': undefined }],
    ['one is not known', { ...list.prices, 'glue.hour': list.prices['glue.dpuHour'] }],
    ['one has no source', { ...list.prices, 'glue.dpuHour': { value: 1, unit: 'h' } }],
    ['one is negative', { ...list.prices, 'glue.dpuHour': { ...list.prices['glue.dpuHour'], value: -1 } }],
  ])('are refused where %s', (_, changed) => {
    expect(() => parsePrices({ ...list, prices: changed }, 'mine.json')).toThrow(/mine\.json:[\s\S]*glue/);
  });
});

describe('a quantity', () => {
  it('shows the numbers that it was reckoned of', () => {
    expect(product(by(4, 'shards'), by(730, 'h'), per(2, ''))).toEqual({
      value: 1460,
      formula: '4 shards × 730 h ÷ 2',
    });
  });

  it.each([
    [0.000_013_333_4, '0.00001333'],
    [1234.5, '1,235'],
    [-0.5, '-0.5'],
    [0, '0'],
  ])('%d is %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});
