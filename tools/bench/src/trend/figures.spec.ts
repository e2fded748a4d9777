import { describe, expect, it } from 'vitest';
import { figuresOfGoals, figuresOfLoading, figuresOfMeasurements, trendPart } from './figures.js';

describe('the figures of a bench that a trend follows', () => {
  it('go the way of their goals; times in ms are the machine’s', () => {
    expect(
      figuresOfGoals([
        { name: 'wall', value: 1.4, goal: '< 1.6 ×' },
        { name: 'times faster', value: 9, goal: '≥ 7 ×' },
        { name: 'start-up', value: 51, goal: '< 65 ms' },
      ]),
    ).toEqual([
      { name: 'wall', value: 1.4, better: 'lower' },
      { name: 'times faster', value: 9, better: 'higher' },
    ]);
    expect(() => figuresOfGoals([{ name: 'wall', value: 1, goal: 'about 1 ×' }])).toThrow('“about 1 ×”');
  });

  it('are taken beside the bare server in the same round', () => {
    expect(
      figuresOfMeasurements([
        { name: 'SQS sends', unit: '/s', values: [30, 80, 50], reference: [100, 100, 100] },
        { name: 'memory', unit: 'MiB', values: [50] },
      ]),
    ).toEqual([{ name: 'SQS sends, of a bare server', value: 0.5, better: 'higher' }]);
  });

  it('name the size of a load, and leave out what was not measured', () => {
    const measured = { insertMs: [10, 10, 20], loadMs: [40, 30, 20], remoteLoadMs: [], remoteCopyMs: [] };
    const report = {
      node: 'v24.1.0',
      rounds: 3,
      sizes: [
        { rows: 1000, sources: 2, cases: [{ name: 'append', loaded: 1000, commands: [], ...measured }] },
      ],
    };
    expect(figuresOfLoading(report)).toEqual([
      { name: 'append, 1000 rows of 2, of an insert', value: 3, better: 'lower' },
    ]);
  });

  it('belong to what was asked for, however often it was measured', () => {
    expect(trendPart('streaming', { rounds: 3, starts: 9, records: 10, only: ['memory'] }, [])).toEqual({
      bench: 'streaming',
      settings: 'records=10',
      node: process.version,
      figures: [],
    });
  });
});
