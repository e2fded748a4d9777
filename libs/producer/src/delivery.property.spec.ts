import { titleBasics } from '@sluice/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeStream, type Happening } from './fake-stream.testing.js';
import { elapse, producerOn, rating, throttled } from './producer-runs.testing.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const happening = (lost: boolean): fc.Arbitrary<Happening> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Happening>({}) },
    {
      weight: 4,
      arbitrary: fc.infiniteStream(fc.boolean()).map((fails) => {
        const decide = fails[Symbol.iterator]();
        return { failed: () => (decide.next().value ? throttled : undefined) };
      }),
    },
    { weight: 1, arbitrary: fc.constant<Happening>({ refused: throttled }) },
    ...(lost ? [{ weight: 2, arbitrary: fc.constantFrom<Happening>('answer lost', 'silent') }] : []),
  );

const run = (lost: boolean) =>
  fc.record({
    happenings: fc.array(happening(lost), { maxLength: 12 }),
    sources: fc.array(fc.record({ number: fc.nat(8), good: fc.boolean() }), { maxLength: 60 }),
    maxBatchRecords: fc.integer({ min: 1, max: 12 }),
    maxBufferedRecords: fc.integer({ min: 1, max: 30 }),
    lingerMilliseconds: fc.nat(30),
    latency: fc.nat(30),
    stopAfter: fc.option(fc.nat(3000), { freq: 3 }),
  });

describe('delivery', () => {
  it.each([
    ['exactly once when no answer is lost', false],
    ['at least once when some are', true],
  ])('%s; refused never; unsent told', async (_, lost) => {
    await fc.assert(
      fc.asyncProperty(run(lost), async ({ happenings, sources, latency, stopAfter, ...limits }) => {
        vi.clearAllTimers();
        const stream = fakeStream((_keys, earlier) => happenings[earlier] ?? {}, latency);
        const abort = new AbortController();
        if (stopAfter !== null) setTimeout(() => abort.abort(), stopAfter);
        const producer = producerOn(stream, {
          ...limits,
          signal: abort.signal,
          random: Math.random,
          requestTimeoutMilliseconds: 500,
        });
        const accepted: object[] = [];
        const refused: object[] = [];
        const putting = sources.map(async ({ number, good }, index) => {
          const source = { ...rating(number), numVotes: good ? index : -1 - index };
          const result = await producer.put(source).catch(() => undefined);
          if (result) (result.ok ? accepted : refused).push(source);
        });
        await elapse(Promise.all(putting));
        const report = await elapse(producer.close());
        if (stopAfter === null) expect(accepted.length + refused.length).toBe(sources.length);
        expect(report).toMatchObject({ accepted: accepted.length, refused: refused.length });
        expect(report.unsent.length).toBe(report.accepted - report.put);

        const timesOnStream = (source: object) =>
          stream.taken.filter(({ text }) => text.endsWith(`"data":${JSON.stringify(source)}}`)).length;
        for (const source of refused) expect(timesOnStream(source)).toBe(0);
        for (const source of accepted) {
          const unsent = report.unsent.find((each) => each.source === source);
          const times = timesOnStream(source);
          if (unsent && !unsent.maybePut) expect(times).toBe(0);
          if (!unsent) expect(times).toBeGreaterThanOrEqual(1);
          if (!lost) expect(times).toBeLessThanOrEqual(1);
        }
        expect(stream.taken.length).toBe(accepted.reduce((sum, each) => sum + timesOnStream(each), 0));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the order of a key however requests fare, but for a repetition', async () => {
    await fc.assert(
      fc.asyncProperty(run(true), async ({ happenings, sources, latency, ...limits }) => {
        vi.clearAllTimers();
        const stream = fakeStream((_keys, earlier) => happenings[earlier] ?? {}, latency);
        const producer = producerOn(stream, {
          maxBatchRecords: limits.maxBatchRecords,
          dataset: titleBasics,
          validate: false,
          random: Math.random,
          requestTimeoutMilliseconds: 500,
        });
        const putting = sources.map(({ number }, version) => producer.put({ tconst: number, version }));
        await elapse(Promise.all(putting));
        await elapse(producer.close());
        const versions = new Map<number, number[]>();
        for (const { text } of stream.taken) {
          const { data } = JSON.parse(text) as { data: { tconst: number; version: number } };
          versions.set(data.tconst, [...(versions.get(data.tconst) ?? []), data.version]);
        }
        for (const each of versions.values()) expect(each).toEqual(each.toSorted((a, b) => a - b));
        expect(new Set([...versions.values()].flat()).size).toBe(sources.length);
      }),
      { numRuns: 60 },
    );
  });
});
