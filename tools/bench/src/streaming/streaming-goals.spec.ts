import { describe, expect, it } from 'vitest';
import type { StreamingReport } from './bench-streaming.js';
import { renderStreaming } from './render-streaming.js';
import { streamingGoals } from './streaming-goals.js';
import type { SubjectName } from './subject-names.js';

const measured = (name: SubjectName, walls: readonly number[], cpus = walls) => ({
  name,
  runs: walls.map((wallMs, round) => ({ wallMs, cpuMs: cpus[round] ?? 0 })),
});
const nothing: StreamingReport = {
  node: 'v24.0.0',
  records: 10_000,
  rounds: 3,
  meanBytes: 450,
  badRecords: 50,
  cases: [],
  startUps: undefined,
  memory: undefined,
};
const goalsOf = (report: Partial<StreamingReport>) =>
  streamingGoals({ ...nothing, ...report }).map(({ name, value, reached }) => [name, value, reached]);

const memory = (bytes: readonly number[]) => ({
  samples: bytes.map((each, index) => ({ invocations: index + 1, heapBytes: each, residentBytes: 100 })),
  wallMs: 1000,
  messages: 10,
});
const startUps = {
  startBytes: 339_000,
  bundleBytes: 340_000,
  bare: [40, 400, 41].map((wallMs) => ({ wallMs, cpuMs: wallMs / 2 })),
  handler: [100, 470, 101].map((wallMs) => ({ wallMs, cpuMs: wallMs - 5 })),
};

describe('the goals of streaming', () => {
  it('are those whose parts were measured', () => {
    expect(goalsOf({})).toEqual([]);
    expect(goalsOf({ cases: [measured('sluice', [1])] })).toEqual([]);
  });

  it('compare within a round, wall and CPU', () => {
    const cases = [measured('limit', [10, 100, 10]), measured('sluice', [15, 160, 90], [17, 170, 17])];
    expect(goalsOf({ cases })).toEqual([
      ['wall, of base64 + JSON.parse', 1.6, false],
      ['CPU, of base64 + JSON.parse', 1.7, false],
    ]);
  });

  it('ask to be faster than Powertools, not as fast', () => {
    const cases = [measured('powertools-sync', [10, 10]), measured('sluice', [10, 10])];
    expect(goalsOf({ cases })).toEqual([['wall, of Powertools (sync) without packing', 1, false]]);
  });

  it('subtract the bare start of the same round', () => {
    expect(goalsOf({ startUps })).toEqual([
      ['bundle, what is started', 339, true],
      ['bundle, all of it', 340, false],
      ['start-up over bare node', 60, true],
    ]);
  });

  it('tell memory that grows', () => {
    const [heap, resident] = goalsOf({ memory: memory([50, 100, 100, 103, 103]) });
    expect(heap).toEqual([expect.any(String), 1.03, false]);
    expect(resident).toEqual([expect.any(String), 1, true]);
  });
});

describe('renderStreaming', () => {
  const cases = [
    measured('limit', [10]),
    measured('sluice', [30]),
    measured('sluice-plain', [25]),
    measured('read', [3]),
    measured('parse', [14]),
    measured('judge', [18]),
  ];

  it('shows subjects beside the limit, what each step adds, and the goals', () => {
    const text = renderStreaming({ ...nothing, cases, startUps, memory: memory([50, 100, 100, 100, 100]) });
    for (const line of [
      /10,000 records of 450 bytes an invocation, 50 of them bad\./,
      /│ Sluice +│ +30\.0 ms │ +30\.0–30\.0 │ +3\.00 │/,
      /│ … and judged +│ +18\.0 ms │ +4\.0 ms │/,
      /│ … and compressed +│ +30\.0 ms │ +5\.0 ms │/,
      /bare node 41\.0 ms \(CPU 20\.5 ms\), with the handler 101\.0 ms \(CPU 96\.0 ms\)/,
      /bundle 339 kB, with what is loaded later 340 kB/,
      /wall, of base64 \+ JSON\.parse +│ +3\.00 │ +< 1\.6 × │ NOT REACHED/,
    ])
      expect(text).toMatch(line);
  });

  it('shows no table of what was not measured', () => {
    const text = renderStreaming(nothing);
    expect(text).not.toMatch(/Sluice up to|bare node|heap/);
  });
});
