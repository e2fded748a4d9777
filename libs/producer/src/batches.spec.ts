import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeStream } from './fake-stream.testing.js';
import { elapse, numbersOn, producerOn, putAll, rating, ratings, upTo } from './producer-runs.testing.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a request', () => {
  it('holds at most 500 records, in order', async () => {
    const stream = fakeStream();
    const producer = producerOn(stream);
    await elapse(putAll(producer, ratings(1201)));
    const report = await elapse(producer.close());
    expect(stream.requests.map((keys) => keys.length)).toEqual([500, 500, 201]);
    expect(numbersOn(stream)).toEqual(upTo(1201));
    expect(report).toEqual({
      accepted: 1201,
      refused: 0,
      put: 1201,
      retries: 0,
      requests: 3,
      bufferedRecords: 0,
      bufferedBytes: 0,
      unsent: [],
      stoppedBy: undefined,
    });
  });

  it('holds so many bytes, and what exceeds them goes alone', async () => {
    const stream = fakeStream();
    const producer = producerOn(stream, { validate: false, maxBatchBytes: 3500 });
    for (const size of [900, 900, 900, 900, 5000, 900]) await producer.put(`"${'x'.repeat(size)}"`);
    await elapse(producer.close());
    expect(stream.requests.map((keys) => keys.length)).toEqual([3, 1, 1, 1]);
    expect(stream.requestBytes.map((bytes) => bytes > 3500)).toEqual([false, false, true, false]);
  });

  it('waits for company so long and no longer', async () => {
    const stream = fakeStream();
    const producer = producerOn(stream, { lingerMilliseconds: 30 });
    await producer.put(rating(0));
    await vi.advanceTimersByTimeAsync(20);
    await producer.put(rating(1));
    await vi.advanceTimersByTimeAsync(9);
    expect(stream.requests).toEqual([]);
    // The request itself takes one.
    await vi.advanceTimersByTimeAsync(2);
    expect(numbersOn(stream)).toEqual([0, 1]);
  });

  it('does not wait for company when flushed', async () => {
    const stream = fakeStream();
    const producer = producerOn(stream, { lingerMilliseconds: 1e6 });
    const startedAt = performance.now();
    await producer.put(rating(0));
    await elapse(producer.flush());
    expect(numbersOn(stream)).toEqual([0]);
    expect(performance.now() - startedAt).toBeLessThan(1e3);
  });

  it('is one at a time', async () => {
    const stream = fakeStream(() => ({}), 100);
    const producer = producerOn(stream, { maxBatchRecords: 10 });
    await elapse(putAll(producer, ratings(30)));
    await elapse(producer.close());
    const [first = 0, second = 0, third = 0] = stream.requestedAt;
    expect([second - first, third - second].map((gap) => gap >= 100)).toEqual([true, true]);
  });
});

describe('put', () => {
  it('tells a fault at once and sends nothing of it', async () => {
    const stream = fakeStream();
    const producer = producerOn(stream);
    expect([
      await producer.put({ ...rating(1), averageRating: 11 }),
      await producer.put('{'),
      await producer.put(Buffer.from([0xff])),
    ]).toMatchObject([
      { ok: false, refusal: { reason: 'out_of_range', column: 'average_rating', value: '11' } },
      { ok: false, refusal: { reason: 'malformed_record', column: null, rule: 'JSON', value: '{' } },
      { ok: false, refusal: { reason: 'malformed_record', column: null, rule: 'UTF-8', value: null } },
    ]);
    expect(await elapse(producer.close())).toMatchObject({ accepted: 0, refused: 3, requests: 0 });
  });

  it.each([
    { maxRecordBytes: 10 * 1024 * 1024 + 1 },
    { maxBatchRecords: 501 },
    { maxBatchBytes: 10 * 1024 * 1024 + 1 },
    { recordsPerSecond: 0 },
    { recordsPerSecond: NaN },
  ])('has no settings that Kinesis would refuse: %j', (options) => {
    expect(() => producerOn(fakeStream(), options)).toThrow(RangeError);
  });
});

describe('recordsPerSecond', () => {
  it.each([
    [1, 5],
    [30, 90],
    [1000, 1500],
    [20_000, 12_000],
  ])('%d a second, smoothly', async (recordsPerSecond, count) => {
    const stream = fakeStream(() => ({}), 5);
    const startedAt = performance.now();
    const producer = producerOn(stream, { recordsPerSecond, validate: false });
    await elapse(putAll(producer, ratings(count)));
    await elapse(producer.close());
    const seconds = (performance.now() - startedAt) / 1000;
    expect(seconds).toBeGreaterThan((0.85 * count) / recordsPerSecond - 1 / recordsPerSecond - 0.3);
    expect(seconds).toBeLessThan((1.1 * count) / recordsPerSecond + 0.1);
    // No tenth of a second holds much more than its share.
    const windows = new Map<number, number>();
    for (const [index, at] of stream.requestedAt.entries()) {
      const window = Math.floor((at - startedAt) / 100);
      windows.set(window, (windows.get(window) ?? 0) + (stream.requests[index]?.length ?? 0));
    }
    expect(Math.max(...windows.values())).toBeLessThanOrEqual(Math.max(1, 0.3 * recordsPerSecond));
  });

  it('counts what is tried again', async () => {
    const stream = fakeStream((_, earlier) => (earlier < 4 ? { failed: () => 'InternalFailure' } : {}));
    const startedAt = performance.now();
    const producer = producerOn(stream, { recordsPerSecond: 10, firstPauseMilliseconds: 1 });
    await putAll(producer, ratings(1));
    await elapse(producer.close());
    expect(stream.requests).toHaveLength(5);
    expect(performance.now() - startedAt).toBeGreaterThan(350);
  });
});
