import { describe, expect, it } from 'vitest';
import { inputsOf, prices, topology } from '../repository.testing.js';
import { firehoseLines } from './firehose.js';
import { glueLines } from './glue.js';

const usd = (lines: ReturnType<typeof glueLines>, service: string, what: string) =>
  lines.find((each) => each.service === service && each.what === what)?.usd;

describe('Firehose', () => {
  it('bills each record of 460 B as 5 KB', () => {
    const lines = firehoseLines(inputsOf(0, 1000), topology, prices);
    expect(usd(lines, 'Firehose', 'taken in')).toBeCloseTo(2628e6 * 5120e-9 * 0.029, 4);
  });

  it('bills one of 5,121 B as 10 KB', () => {
    const lines = firehoseLines(inputsOf(0, 1, { recordBytes: 5121 }), topology, prices);
    expect(usd(lines, 'Firehose', 'taken in')).toBeCloseTo(2.628e6 * 10_240e-9 * 0.029, 6);
  });

  it('buffers for a minute at least, whatever is asked for, and for a quarter of an hour at most', () => {
    const compute = (batchAgeSeconds: number) =>
      usd(
        firehoseLines(inputsOf(0, 50, { batchAgeSeconds }), topology, prices),
        'Redshift Serverless',
        'compute',
      );
    expect(compute(15)).toBeCloseTo(2190, 6);
    expect(compute(3600)).toBeCloseTo(2190 / 15, 6);
  });

  it('leaves files to Glue', () => {
    const lines = firehoseLines(inputsOf(5, 0), topology, prices);
    // 24 files a day, 2 DPU, a minute each.
    expect(usd(lines, 'Glue', 'a job for each file')).toBeCloseTo(
      ((730 / 24) * 24 * 2 * 60 * 0.44) / 3600,
      6,
    );
  });
});

describe('Glue', () => {
  it('has two DPU that never rest', () => {
    expect(usd(glueLines(inputsOf(0, 50), topology, prices), 'Glue', 'a streaming job')).toBeCloseTo(
      642.4,
      6,
    );
  });

  it('bills a large file by the second', () => {
    // One of 100 GB at 20 MB/s: 5,000 s.
    const lines = glueLines(inputsOf(100, 0, { filesPerDay: 1 }), topology, prices);
    expect(usd(lines, 'Glue', 'a job for each file')).toBeCloseTo(((730 / 24) * 2 * 5000 * 0.44) / 3600, 6);
    expect(lines.map(({ what }) => what)).not.toContain('a streaming job');
  });
});
