import { describe, expect, it } from 'vitest';
import type { Line } from '../line.js';
import { inputsOf, prices, topology } from '../repository.testing.js';
import { sizeDeployment } from './size-deployment.js';

const size = (...given: Parameters<typeof inputsOf>) => sizeDeployment(inputsOf(...given), topology, prices);

const line = (lines: readonly Line[], service: string, what: string): Line => {
  const found = lines.find((each) => each.service === service && each.what === what);
  if (!found) throw new Error(`no line ${service}, ${what}`);
  return found;
};

// Reckoned by hand for 100 GB a day and 1,000 records/s of 460 B.
describe('a deployment of middle size', () => {
  const { lines, shards, transform, tasks, warehouse } = size(100, 1000);

  it('has the shards of its peak: 1,500 records/s', () => {
    expect(shards).toBe(2);
    expect(line(lines, 'Kinesis Data Streams', 'shards').usd).toBeCloseTo(2 * 730 * 0.015, 6);
    expect(line(lines, 'Kinesis Data Streams', 'retention of 168 h').usd).toBeCloseTo(2 * 730 * 0.02, 6);
  });

  it('puts 2,628 million units of 25 KB', () => {
    expect(line(lines, 'Kinesis Data Streams', 'PUT units').quantity).toBeCloseTo(2628, 6);
    expect(line(lines, 'Kinesis Data Streams', 'PUT units').usd).toBeCloseTo(36.792, 6);
  });

  it('invokes the transform by its window: 2 shards every 5 s, 2,500 records each', () => {
    expect(transform.invocationsPerSecond).toBeCloseTo(0.4, 9);
    // 2,500 × 0.015 ms at 1,024 of 1,769 MB, and 100 ms beside it.
    expect(transform.secondsEach).toBeCloseTo((2500 * 0.015 * (1769 / 1024) + 100) / 1000, 9);
    expect(transform.concurrency).toBe(1);
  });

  it('has one task: 1.6 MB/s of the 28 that one takes', () => {
    expect(tasks).toMatchObject({ whileActive: 1, atPeak: 1, onDemand: 1, spot: 0 });
    expect(line(lines, 'Fargate', 'vCPU').usd).toBeCloseTo(2 * 730 * 0.04048, 6);
  });

  it('loads rows when 64 MiB have gathered, before their age, and 200 files', () => {
    const rowInterval = 67_108_864 / 460_000;
    expect(warehouse.loads[0]).toMatchObject({ name: 'rows', count: 1, intervalSeconds: rowInterval });
    // 0.5 GB at 8 MB/s and 5 s: longer than a minute.
    expect(warehouse.loads[1]).toMatchObject({ name: 'files', intervalSeconds: 432, busySeconds: 67.5 });
    expect(warehouse.awakeShare).toBeCloseTo(60 / rowInterval + 67.5 / 432, 9);
    expect(line(lines, 'Redshift Serverless', 'compute').usd).toBeCloseTo(
      8 * 730 * (60 / rowInterval + 67.5 / 432) * 0.375,
      6,
    );
  });

  it('stores what the topology keeps', () => {
    const gb = 100 + 460_000 * 86_400e-9;
    expect(line(lines, 'S3', 'staging, stored').quantity).toBeCloseTo(gb * 0.32 * 14, 6);
    expect(line(lines, 'S3', 'quarantine, stored').quantity).toBeCloseTo(gb * 0.005 * 400, 6);
    expect(line(lines, 'S3', 'landing, stored').quantity).toBeCloseTo(100 * 0.21 * 30, 6);
  });

  it('has five endpoints in three zones', () => {
    expect(line(lines, 'VPC endpoints', 'hours').usd).toBeCloseTo(109.5, 6);
  });
});

describe('what a stream needs', () => {
  it('is reckoned by bytes where records are large', () => {
    // 1,000 × 1.5 × 10 KiB = 14.6 MiB/s.
    expect(size(0, 1000, { recordBytes: 10_240 }).shards).toBe(15);
  });

  it('is reckoned by records where they are small', () => {
    // 30,000 records/s at the peak, and 13.2 MiB/s.
    expect(size(0, 20_000).shards).toBe(30);
  });

  it('puts a record of 26 KB as two units', () => {
    const { lines, volumes } = size(0, 10, { recordBytes: 26_000 });
    expect(line(lines, 'Kinesis Data Streams', 'PUT units').quantity).toBeCloseTo(
      (volumes.records * 2) / 1e6,
      9,
    );
  });

  it('never has more environments than shards take', () => {
    const { shards, transform } = size(0, 20_000, { invocationMilliseconds: 60_000 });
    expect(transform.concurrency).toBe(shards);
  });

  it('is nothing where there is none', () => {
    const { transform, warehouse } = size(5, 0);
    expect(transform.invocations).toBe(0);
    expect(warehouse.loads.map(({ name }) => name)).toEqual(['files']);
  });
});

describe('the tasks of a large deployment', () => {
  // 23.15 and 9.2 MB/s, 10 MB/s a task.
  const { tasks } = size(2000, 20_000, { cleaningMegabytesPerSecond: 10, taskUtilisation: 0.5 });

  it('are as many as its CPU needs, and more at the peak', () => {
    expect(tasks.average).toBeCloseTo(3.2348, 3);
    expect(tasks.atPeak).toBe(5);
  });

  it('are on Spot by three quarters beyond the first', () => {
    expect(tasks.onDemand).toBeCloseTo(1 + (tasks.average - 1) / 4, 9);
    expect(tasks.spot).toBeCloseTo(((tasks.average - 1) * 3) / 4, 9);
  });

  it('are not fewer than at least in the hours in which nothing comes', () => {
    expect(size(5, 1, { hoursPerDay: 8, minTasks: 2 }).tasks.average).toBe(2);
  });
});

describe('the warehouse', () => {
  it('is raised by eights where loads would take too much of the time', () => {
    // 32.35 MB/s ÷ 0.7 = 46.2 RPU.
    expect(size(2000, 20_000).warehouse.rpu).toBe(48);
  });

  it('sleeps outside the active hours', () => {
    const all = size(0, 50).warehouse.awakeHours;
    expect(size(0, 50, { hoursPerDay: 8 }).warehouse.awakeHours).toBeCloseTo(all / 3, 9);
  });

  it('wakes apart for each dataset', () => {
    expect(size(0, 50, { datasets: 3 }).warehouse.awakeShare).toBeCloseTo(0.6, 9);
  });

  it('bills what it stays awake for after a load', () => {
    expect(size(0, 50, { idleSeconds: 145 }).warehouse.awakeShare).toBeCloseTo((145 + 5 + 6.9 / 8) / 300, 9);
  });
});
