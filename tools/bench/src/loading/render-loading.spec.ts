import { describe, expect, it } from 'vitest';
import type { LoadingReport, MeasuredCase } from './bench-loading.js';
import { medianCommands, renderLoading } from './render-loading.js';

const append: MeasuredCase = {
  name: 'append, first load',
  loaded: 1000,
  insertMs: [10, 20, 30],
  loadMs: [50, 60, 300],
  commands: [60, 20, 40].map((ms) => [
    { label: 'copy (rows)', ms: 10 },
    { label: 'insert-rows (rows_records)', ms },
  ]),
  remoteLoadMs: [],
  remoteCopyMs: [],
};

const report = (each: MeasuredCase): LoadingReport => ({
  node: 'v24.0.0',
  rounds: 3,
  sizes: [
    { rows: 1000, sources: 1, cases: [each] },
    { rows: 1000, sources: 2, cases: [] },
  ],
});

/** Cells of the line that begins with a name, without the frame. */
const line = (text: string, name: string): string[] =>
  (text.split('\n').find((each) => each.includes(name)) ?? '')
    .split('│')
    .slice(2, -1)
    .map((cell) => cell.trim());

describe('renderLoading', () => {
  it('shows rows a second by medians, and ratios of each round', () => {
    expect(line(renderLoading(report(append), false), 'append')).toEqual([
      ...['50,000', '16,667', '5.0 ×'],
      ...['20 %', '0 %', '0 %', '80 %', '0 %'],
      ...['', ''],
    ]);
  });

  it('shows the embedded AWS beside its COPY', () => {
    const text = renderLoading(
      report({ ...append, remoteLoadMs: [100, 200, 400], remoteCopyMs: [50, 50, 100] }),
      false,
    );
    expect(line(text, 'append').slice(-2)).toEqual(['5,000', '4.0 ×']);
  });

  it('leaves out what was not measured', () => {
    const text = renderLoading(report({ ...append, loadMs: [], commands: [] }), true);
    expect(line(text, 'append').slice(1)).toEqual(Array(9).fill(''));
  });

  it('says what each size is', () => {
    const text = renderLoading(report(append), false);
    expect(text).toContain('A file of 1,000 rows\n');
    expect(text).toContain('2 micro-batches of 500 rows each\n');
  });

  it('lists commands only in a profile, the slowest first', () => {
    expect(renderLoading(report(append), false)).not.toContain('insert-rows');
    const text = renderLoading(report(append), true);
    expect(line(text, 'insert-rows')).toEqual(['40.0', '80 %']);
    expect(text.indexOf('insert-rows')).toBeLessThan(text.indexOf('copy (rows)'));
  });
});

it('medianCommands takes the median of each command over the rounds', () => {
  expect(medianCommands(append.commands)).toEqual([
    { label: 'copy (rows)', ms: 10 },
    { label: 'insert-rows (rows_records)', ms: 40 },
  ]);
});
