import { describe, expect, it } from 'vitest';
import type { CleaningReport, MeasuredCase, MeasuredRun, SampleName } from './bench-cleaning.js';
import { cleaningGoals } from './cleaning-goals.js';
import type { SubjectName } from './subject-names.js';

const MB = 1_000_000;

function measured(
  subject: SubjectName,
  sample: SampleName,
  runs: readonly Partial<Pick<MeasuredRun, 'wallMs' | 'peakBytes'>>[],
): MeasuredCase {
  const run = { wallMs: 100, cpuMs: 100, peakBytes: 100 * MB, rowBytes: 1, clean: 1, rejected: 0 };
  const wrong = { wronglyKept: 0, wronglyDropped: 0, wronglyExplained: 0 };
  return {
    subject,
    title: subject,
    sample,
    runs: runs.map((each) => ({ ...run, wrong, ...each })),
  };
}

const goalsOf = (...cases: readonly MeasuredCase[]) =>
  cleaningGoals({ cases } as unknown as CleaningReport).map(({ name, value, reached }) => [
    name,
    value,
    reached,
  ]);

describe('the goals of cleaning', () => {
  it('are none without Sluice', () => {
    expect(goalsOf(measured('duckdb', 'usual', [{}]))).toEqual([]);
  });

  it('are those whose subjects were measured', () => {
    expect(goalsOf(measured('sluice', 'usual', [{}]))).toEqual([['peak memory', 100, true]]);
  });

  it('compare times within a round', () => {
    const own = measured('sluice', 'usual', [{ wallMs: 90 }, { wallMs: 900 }, { wallMs: 99 }]);
    const copy = measured('duckdb', 'usual', [{ wallMs: 100 }, { wallMs: 1000 }, { wallMs: 90 }]);
    expect(goalsOf(own, copy)[0]).toEqual(['wall, of the plain COPY', 0.9, true]);
  });

  it('are missed by what is exactly as slow as the reference', () => {
    const goals = goalsOf(measured('sluice', 'usual', [{}]), measured('duckdb', 'usual', [{}]));
    expect(goals[0]).toEqual(['wall, of the plain COPY', 1, false]);
  });

  it('say how many times faster than pandas', () => {
    const goals = goalsOf(measured('sluice', 'usual', [{}]), measured('pandas', 'usual', [{ wallMs: 699 }]));
    expect(goals[0]).toEqual(['times faster than pandas', 6.99, false]);
  });

  it('hold for the highest peak of all rounds', () => {
    const runs = [{ peakBytes: 10 * MB }, { peakBytes: 256 * MB }, { peakBytes: 20 * MB }];
    expect(goalsOf(measured('sluice', 'usual', runs))).toEqual([['peak memory', 256, false]]);
  });

  it('tell growing memory by the fourfold sample', () => {
    const goals = goalsOf(
      measured('sluice', 'usual', [{}]),
      measured('sluice', 'fourfold', [{ peakBytes: 120 * MB }]),
    );
    expect(goals.at(-1)).toEqual(['peak memory of 4 times the rows', 1.2, false]);
  });
});
