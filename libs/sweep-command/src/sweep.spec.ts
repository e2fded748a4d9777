import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportSweep, sweepExitCode } from './report-sweep.js';
import { hoursAgo, landed, now, SweepBed } from './sweep-bed.testing.js';
import { sweepWindow } from './sweep-window.js';

const basics = '"imdb"."title_basics__ledger"';
const ratings = '"imdb"."title_ratings__ledger"';
const keys = (files: readonly { readonly key: string }[]) => files.map(({ key }) => key);

describe('sweep', () => {
  it('announces what landed and stands nowhere, in order of arrival', async () => {
    const bed = new SweepBed();
    const [loaded, parked] = [landed('title-basics/loaded.tsv', 30), landed('title-ratings/bad.ndjson', 29)];
    bed.versions = [
      loaded,
      parked,
      landed('title-ratings/lost.ndjson', 8),
      landed('title-basics/lost.tsv', 20),
      landed('title-basics/on-its-way.tsv', 5),
      landed('title-basics/long-ago.tsv', 200),
      landed('title-basics/', 20, { sizeBytes: 0 }),
      landed('title-basics/gone.tsv', 20, { isDeleteMarker: true }),
    ];
    bed.load(basics, loaded);
    bed.park('title-ratings', parked);
    const swept = await bed.sweep();
    expect(swept).toMatchObject({ landed: 4, known: 1, parked: 1, announced: 2 });
    expect(keys(bed.announced)).toEqual(['title-basics/lost.tsv', 'title-ratings/lost.ndjson']);
    expect(bed.announced[0]).toMatchObject({ bucket: 'landing', versionId: 'v-title-basics/lost.tsv-20' });
    expect(sweepExitCode(swept)).toBe(0);
  });

  it('tells versions of a key, and ledgers of datasets, apart', async () => {
    const bed = new SweepBed();
    const [one, other] = [landed('title-basics/a.tsv', 40), landed('title-basics/a.tsv', 30)];
    bed.versions = [other, one];
    bed.load(basics, one);
    bed.load(ratings, other);
    await bed.sweep();
    expect(bed.announced).toMatchObject([{ versionId: other.versionId }]);
  });

  it('asks no ledger about what names no dataset: that is parked, or lost', async () => {
    const bed = new SweepBed();
    const parked = landed('nobody/parked.csv', 9);
    bed.versions = [parked, landed('nobody/lost.csv', 8)];
    bed.park('unrouted', parked);
    await bed.sweep();
    expect(bed.announced).toMatchObject([{ dataset: 'unrouted', key: 'nobody/lost.csv' }]);
    expect(bed.statements).toEqual([]);
  });

  it('leaves the warehouse asleep when nothing landed', async () => {
    const bed = new SweepBed();
    bed.versions = [landed('title-basics/young.tsv', 1)];
    expect(await bed.sweep()).toMatchObject({ landed: 0, announced: 0 });
    expect(bed.statements).toEqual([]);
  });

  it('asks in statements that the warehouse takes', async () => {
    const bed = new SweepBed();
    bed.versions = Array.from({ length: 2_500 }, (_, n) => landed(`title-basics/${n}.tsv`, 10));
    bed.load(basics, ...bed.versions.slice(0, 2_499));
    expect(await bed.sweep()).toMatchObject({ known: 2_499, announced: 1 });
    expect(bed.statements).toHaveLength(3);
    expect(Math.max(...bed.statements.map(({ length }) => length))).toBeLessThan(100_000);
  });

  it('a dry run announces nothing', async () => {
    const bed = new SweepBed();
    bed.versions = [landed('title-basics/lost.tsv', 8)];
    expect(await bed.sweep({ dryRun: true })).toMatchObject({ lost: [{ key: 'title-basics/lost.tsv' }], announced: 0 });
    expect(bed.announced).toEqual([]);
  }); // prettier-ignore

  it('what was announced, loaded or parked meanwhile is not lost the next time', async () => {
    const stands = fc.record({
      hours: fc.integer({ min: 7, max: 160 }),
      fate: fc.constantFrom('loaded', 'parked', 'lost'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stands, { maxLength: 30 }), async (fates) => {
        const bed = new SweepBed();
        bed.versions = fates.map(({ hours }, index) => landed(`title-basics/${index}.tsv`, hours));
        fates.forEach(({ fate }, index) => {
          const version = bed.versions[index] as (typeof bed.versions)[number];
          if (fate === 'loaded') bed.load(basics, version);
          if (fate === 'parked') bed.park('title-basics', version);
        });
        const lost = fates.flatMap(({ fate }, index) => (fate === 'lost' ? [`title-basics/${index}.tsv`] : []));
        await bed.sweep();
        expect(keys(bed.announced).sort()).toEqual(lost.sort());
        bed.load(basics, ...bed.versions.filter(({ key }) => lost.includes(key)));
        expect(await bed.sweep()).toMatchObject({ announced: 0, lost: [] });
      }),
      { numRuns: 40 },
    ); // prettier-ignore
  });

  it('tells what the queue does not take, and what cannot be announced', async () => {
    const bed = new SweepBed();
    bed.versions = [
      landed('title-basics/a.tsv', 9),
      landed('title-basics/b.tsv', 8),
      landed('title-basics/hidden.tsv', 8, { versionId: undefined, isLatest: false } as object),
    ];
    bed.refuse = (key) => (key.endsWith('b.tsv') ? { code: 'RequestThrottled', senderFault: false } : undefined);
    const swept = await bed.sweep();
    expect(swept).toMatchObject({ announced: 1, outcome: { firstUnsent: { code: 'RequestThrottled' } } });
    expect(keys(swept.hidden)).toEqual(['title-basics/hidden.tsv']);
    expect(sweepExitCode(swept)).toBe(1);
  }); // prettier-ignore

  it('ends when told to', async () => {
    const bed = new SweepBed();
    const stop = new AbortController();
    stop.abort();
    bed.versions = [landed('title-basics/a.tsv', 9)];
    await expect(bed.sweep({}, stop.signal)).rejects.toThrow();
    expect(bed.announced).toEqual([]);
  });
});

describe('sweepWindow', () => {
  const ages = { minAgeSeconds: 6 * 3_600, maxAgeSeconds: 7 * 86_400 };

  it('is between the ages of the topology, unless told otherwise', () => {
    expect(sweepWindow({}, ages, now)).toEqual({ from: hoursAgo(168), to: hoursAgo(6) });
    const given = { since: '30d', until: '2026-03-14T11:00:00Z' };
    expect(sweepWindow(given, ages, now)).toEqual({ from: hoursAgo(720), to: hoursAgo(1) });
  });

  it.each([{ since: '1h' }, { since: 'yesterday' }, { until: '8d' }, { until: '2027-01-01T00:00:00Z' }])(
    'refuses %j',
    (given) => expect(() => sweepWindow(given, ages, now)).toThrow(/--since|--until/),
  );
});

describe('reportSweep', () => {
  it('says what was found and done', async () => {
    const bed = new SweepBed();
    bed.versions = [landed('title-basics/lost.tsv', 8)];
    const swept = await bed.sweep();
    const request = { prefix: '', from: hoursAgo(9), to: hoursAgo(7), announcedAt: now, dryRun: false };
    expect(reportSweep(swept, request, 'landing', false)).toBe(
      'in no ledger:\n  title-basics  s3://landing/title-basics/lost.tsv?versionId=v-title-basics/lost.tsv-8\n' +
        's3://landing/ from 2026-03-14T03:00:00.000Z to 2026-03-14T05:00:00.000Z: 1 landed, 0 in a ledger, 0 parked, 1 lost: 1 announced again\n',
    );
    expect(JSON.parse(reportSweep(swept, request, 'landing', true))).toMatchObject({
      ...{ finished: true, landed: 1, known: 0, parked: 0, announced: 1 },
      lost: [{ dataset: 'title-basics', key: 'title-basics/lost.tsv' }],
    });
  });
});
