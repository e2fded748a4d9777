import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadLetterAttributes, failureAttributes, readFailureStory, type FailureStory } from './index.js';

const story: FailureStory = {
  class: 'environment',
  reason: 'warehouse_unavailable',
  detail: 'the workgroup did not answer',
  attempts: 8,
  redrives: 1,
  firstFailedAt: '2026-01-01T00:00:00.000Z',
  dataset: 'title-basics',
  source: 's3://landing/title-basics/a.tsv?versionId=1',
  traceId: '1-67891233-abcdef012345678912345678',
};

const text = fc.stringMatching(/^[ -~]{1,60}$/);
const stories = fc.record<FailureStory>({
  class: fc.constantFrom('environment', 'data'),
  reason: text,
  detail: text,
  attempts: fc.nat(999_999_999),
  redrives: fc.nat(999_999_999),
  firstFailedAt: text,
  dataset: text,
  source: text,
  traceId: text,
});

describe('the story of a failure', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(stories, (any) => {
        expect(readFailureStory(failureAttributes(any))).toEqual(any);
      }),
    );
  });

  it('fits a message: at most ten attributes, of characters and a length that SQS takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (any) => {
        const attributes = failureAttributes({ ...story, detail: any, source: any, reason: any });
        expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
        for (const value of Object.values(attributes)) {
          expect(value.length).toBeGreaterThan(0);
          expect(value.length).toBeLessThanOrEqual(1024);
          expect(value.isWellFormed()).toBe(true);
          // eslint-disable-next-line no-control-regex -- what SQS refuses
          expect(value).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
        }
      }),
    );
  });

  it('is told as far as the attributes tell it', () => {
    expect(readFailureStory({})).toEqual({});
    expect(
      readFailureStory({
        other: 'x',
        [deadLetterAttributes.dataset]: 'title-ratings',
        'sluice-trace-id': 'a',
      }),
    ).toEqual({ dataset: 'title-ratings', traceId: 'a' });
    expect(
      readFailureStory({
        [deadLetterAttributes.class]: 'other',
        [deadLetterAttributes.attempts]: 'many',
        [deadLetterAttributes.redrives]: '-1',
      }),
    ).toEqual({});
  });
});
