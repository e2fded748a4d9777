import { titleBasics } from '@sluice/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeStream, type Happening } from './fake-stream.testing.js';
import {
  elapse,
  numbersOn,
  producerOn,
  putAll,
  rating,
  ratings,
  throttled,
  upTo,
} from './producer-runs.testing.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Fails the first requests as told, takes the others. */
const failing = (...happenings: Happening[]) => fakeStream((_, earlier) => happenings[earlier] ?? {});
const every = (divisor: number, code = throttled): Happening => ({
  failed: (_, index) => (index % divisor === 0 ? code : undefined),
});

describe('what the stream did not take', () => {
  it.each([throttled, 'InternalFailure'])('is sent again, and nothing else: %s', async (code) => {
    const stream = failing(every(3, code), every(2, code));
    const producer = producerOn(stream);
    await putAll(producer, ratings(9));
    const report = await elapse(producer.close());
    expect(stream.requests.map((keys) => keys.length)).toEqual([9, 3, 2]);
    expect(numbersOn(stream)).toEqual([1, 2, 4, 5, 7, 8, 3, 0, 6]);
    expect(report).toMatchObject({ put: 9, retries: 5, requests: 3, unsent: [], bufferedBytes: 0 });
  });

  it('pauses longer each time, up to a limit, by a share that chance decides', async () => {
    const stream = failing(...upTo(6).map(() => every(1)));
    const producer = producerOn(stream, { firstPauseMilliseconds: 100, longestPauseMilliseconds: 1000 });
    await producer.put(rating(1));
    await elapse(producer.close());
    const gaps = stream.requestedAt
      .slice(1)
      .map((at, index) => Math.round(at - (stream.requestedAt[index] ?? 0)));
    // Of which the answer takes one.
    expect(gaps).toEqual([51, 101, 201, 401, 501, 501]);
  });

  it('does not hold up the rest', async () => {
    const hot = new Set<string>();
    const stream = fakeStream((keys, earlier) => {
      if (earlier === 0) hot.add(keys[0] ?? '');
      return { failed: (key) => (hot.has(key) && earlier < 5 ? throttled : undefined) };
    });
    const producer = producerOn(stream, { maxBatchRecords: 10, firstPauseMilliseconds: 10_000 });
    await elapse(putAll(producer, ratings(40)));
    await vi.advanceTimersByTimeAsync(1000);
    expect(numbersOn(stream)).toEqual(upTo(40).slice(1));
    await elapse(producer.close());
    expect(numbersOn(stream)).toEqual([...upTo(40).slice(1), 0]);
  });

  it.each<[string, Happening]>([
    ['a throttled request', { refused: throttled }],
    ['a 5xx', { refused: 'InternalFailureException', fault: 'server' }],
    ['KMS throttled', { refused: 'KMSThrottlingException' }],
  ])('comes again after %s', async (_, happening) => {
    const stream = failing(happening);
    const producer = producerOn(stream);
    await putAll(producer, ratings(3));
    expect(await elapse(producer.close())).toMatchObject({ put: 3, requests: 2 });
    expect(numbersOn(stream)).toEqual([0, 1, 2]);
  });

  it('is what an answer does not mention', async () => {
    const { client, taken } = fakeStream();
    let calls = 0;
    const short: typeof client = {
      send: ((command: never, options: never) =>
        calls++ === 0 ? Promise.resolve({ Records: [] }) : client.send(command, options)) as never,
    };
    const producer = producerOn({ client: short } as never);
    await putAll(producer, ratings(2));
    expect(await elapse(producer.close())).toMatchObject({ put: 2, retries: 2 });
    expect(taken).toHaveLength(2);
  });

  it.each<Happening>(['answer lost', 'silent'])('may be there twice: %s', async (lost) => {
    const stream = failing(lost);
    const producer = producerOn(stream, { requestTimeoutMilliseconds: 2000 });
    await putAll(producer, ratings(2));
    expect(await elapse(producer.close())).toMatchObject({ accepted: 2, put: 2, requests: 2 });
    expect(numbersOn(stream)).toEqual([0, 1, 0, 1]);
  });
});

describe('order', () => {
  const title = (key: number, version: number) => ({
    tconst: `tt${String(key).padStart(7, '0')}`,
    primaryTitle: String(version),
  });
  const versions = upTo(60).map((index) => title(index % 3, index));
  const flaky = () => {
    let turn = 0;
    return fakeStream(() => ({ failed: () => (turn++ % 3 === 0 ? throttled : undefined) }));
  };
  const titlesOf = (stream: ReturnType<typeof fakeStream>) => {
    const perKey = new Map<string, number[]>();
    for (const { text } of stream.taken) {
      const { data } = JSON.parse(text) as { data: { tconst: string; primaryTitle: string } };
      perKey.set(data.tconst, [...(perKey.get(data.tconst) ?? []), Number(data.primaryTitle)]);
    }
    return [...perKey.values()];
  };
  const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

  it('of the versions of a key is kept while some are tried again', async () => {
    const stream = flaky();
    const producer = producerOn(stream, { dataset: titleBasics, validate: false });
    await elapse(putAll(producer, versions));
    await elapse(producer.close());
    expect(stream.taken).toHaveLength(60);
    expect(titlesOf(stream)).toEqual(titlesOf(stream).map(sorted));
    for (const keys of stream.requests) expect(new Set(keys).size).toBe(keys.length);
  });

  it('is not kept when nobody asks for it, and costs no request', async () => {
    const stream = flaky();
    const producer = producerOn(stream, { dataset: titleBasics, validate: false, keepOrder: false });
    await elapse(putAll(producer, versions));
    await elapse(producer.close());
    expect(stream.requests[0]).toHaveLength(60);
    expect(titlesOf(stream)).not.toEqual(titlesOf(stream).map(sorted));
  });
});
