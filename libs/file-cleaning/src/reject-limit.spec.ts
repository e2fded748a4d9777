import { titleBasics, titleRatings } from '@sluice/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { film, films, gzip, header, WorkFolder } from './cleaned-files.testing.js';
import { hopelessRejects, isHopeless, shortestRecordBytes } from './reject-limit.js';

describe('giving up on a file', () => {
  it('is never wrong while what may come is known', () => {
    const count = fc.nat(100_000);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), count, count, count, fc.nat(100_000), (ratio, rejected, clean, good, bad) => {
        const now = { rejected, clean, atMostMore: good };
        fc.pre(rejected < hopelessRejects && isHopeless(ratio, now));
        // Of what comes, some is bad and at most so much good.
        for (const more of [0, good >> 1, good])
          expect(rejected + bad).toBeGreaterThan(ratio * (rejected + bad + clean + more));
      }),
      { seed: 5, numRuns: 300 },
    ); // prettier-ignore
  });

  it('happens when bad records are many and most, even if more may come', () => {
    const atMostMore = 1e12;
    expect(isHopeless(0.1, { rejected: hopelessRejects, clean: 0, atMostMore })).toBe(true);
    expect(isHopeless(0.1, { rejected: hopelessRejects, clean: hopelessRejects, atMostMore })).toBe(false);
    expect(isHopeless(0.1, { rejected: hopelessRejects - 1, clean: 0, atMostMore })).toBe(false);
    expect(isHopeless(0.9, { rejected: hopelessRejects, clean: hopelessRejects / 2, atMostMore })).toBe(
      false,
    );
    expect(isHopeless(1, { rejected: 1e9, clean: 0, atMostMore: 0 })).toBe(false);
  });

  it('knows the shortest record', () => {
    // tconst 1, three texts of 1, the boolean 1, two-byte or one-byte fields of 1, each with what ends it.
    expect(shortestRecordBytes(titleBasics)).toBe(18);
    expect(shortestRecordBytes(titleRatings)).toBe(8);
  });
});

describe('a file of bad records', () => {
  let work: WorkFolder;
  beforeAll(async () => {
    work = await WorkFolder.make();
  });
  afterAll(() => work.remove());

  it('is read no further than needed', async () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => (n < 9_000 ? 'bad' : film(n)));
    const content = `${header}\n${lines.join('\n')}\n`;
    let read = 0;
    const options = { maxRejectRatio: 0.01, onProgress: (step: { read: number }) => (read = step.read) };
    const plain = await work.clean(content, options);
    expect(plain).toMatchObject({ ok: false, fault: { code: 'too_many_rejects', message: expect.stringMatching(/so far are bad, at most 1 %/) } });
    expect(read).toBeLessThan(9_000);
    expect(await work.clean(gzip(content), { ...options, compression: 'gzip', dataset: films })).toMatchObject({
      ok: false,
      fault: { code: 'too_many_rejects', message: expect.stringMatching(/9000 of 60000 records/) },
    });
  }); // prettier-ignore
});
