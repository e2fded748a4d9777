import { describe, expect, it } from 'vitest';
import { makeSubject } from './make-subject.js';
import { makeSample } from './sample-event.js';
import { comparedSubjects, profiledSteps } from './subject-names.js';

const sample = makeSample({ records: 200, faultRatio: 0.1 });

describe('the sample', () => {
  it('is the same each time, of about 450 bytes a record, with good ones and bad ones', () => {
    expect(makeSample({ records: 200, faultRatio: 0.1 })).toEqual(sample);
    expect(sample.meanBytes).toBeGreaterThan(430);
    expect(sample.meanBytes).toBeLessThan(470);
    const bad = sample.verdicts.filter((verdict) => !verdict.startsWith('['));
    expect(bad.length).toBeGreaterThan(10);
    expect(bad.length).toBeLessThan(40);
  });
});

describe('every subject', () => {
  it.each([...comparedSubjects, ...profiledSteps])('runs: %s', async (name) => {
    const subject = (await makeSubject(name))(sample);
    await subject.run();
    await subject.run();
  });

  it.each(comparedSubjects.filter((name) => name !== 'limit'))(
    'gives the verdicts of the sample: %s',
    async (name) => {
      expect(await (await makeSubject(name))(sample).verdicts?.()).toEqual(sample.verdicts);
    },
  );
});
