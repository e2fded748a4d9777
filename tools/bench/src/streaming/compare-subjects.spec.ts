import { describe, expect, it } from 'vitest';
import { checkVerdicts, compareSubjects, InexactError } from './compare-subjects.js';
import { makeSample } from './sample-event.js';
import type { SubjectProcess, SubjectTask } from './subject-process.js';

const sample = { records: 20, faultRatio: 0.2 };
const { verdicts } = makeSample(sample);

/** Subjects that say what they were asked. */
function subjects(judge: (name: string) => readonly string[] | null = () => verdicts) {
  const asked: string[] = [];
  const stopped: string[] = [];
  const start = (_: string, { name }: SubjectTask): SubjectProcess => ({
    run: async () => {
      asked.push(name);
      return { wallMs: asked.length, cpuMs: 1 };
    },
    verdicts: async () => judge(name),
    stop: () => void stopped.push(name),
  });
  return { asked, stopped, start };
}

const options = { bundle: '', sample, subjects: ['limit', 'sluice', 'powertools'], rounds: 3 } as const;

describe('compareSubjects', () => {
  it('lets subjects take turns, and who comes first as well', async () => {
    const { asked, stopped, start } = subjects();
    const cases = await compareSubjects(options, start);
    expect(cases.map(({ name, runs }) => [name, runs.length])).toEqual([
      ['limit', 3],
      ['sluice', 3],
      ['powertools', 3],
    ]);
    expect(asked.slice(-9)).toEqual(
      [
        ['limit', 'sluice', 'powertools'],
        ['sluice', 'powertools', 'limit'],
        ['powertools', 'limit', 'sluice'],
      ].flat(),
    );
    expect(stopped).toEqual(['limit', 'sluice', 'powertools']);
  });

  it('counts nothing when a subject judges one record otherwise', async () => {
    const wrong = verdicts.with(7, 'out_of_range start_year');
    const { asked, stopped, start } = subjects((name) => (name === 'sluice' ? wrong : verdicts));
    await expect(compareSubjects(options, start)).rejects.toThrow(InexactError);
    expect(asked).not.toContain('sluice');
    expect(stopped).toEqual(['limit', 'sluice']);
  });
});

describe('checkVerdicts', () => {
  it.each([[verdicts.slice(1)], [verdicts.slice(0, -1)], [[...verdicts, '[]']], [[]]])(
    'wants one for each record: %#',
    (found) => {
      expect(() => checkVerdicts('sluice', found, verdicts)).toThrow(InexactError);
    },
  );

  it('asks none of what judges nothing', () => {
    expect(() => checkVerdicts('limit', null, verdicts)).not.toThrow();
  });
});
