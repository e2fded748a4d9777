import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeStream } from './fake-stream.testing.js';
import type { Producer } from './index.js';
import { elapse, numbersOn, producerOn, rating, ratings, upTo } from './producer-runs.testing.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Puts one after the other; the most that was held meanwhile. */
async function putWatched(producer: Producer, sources: readonly object[]) {
  const most = { records: 0, bytes: 0 };
  for (const source of sources) {
    await producer.put(source);
    const { bufferedRecords, bufferedBytes } = producer.counts();
    most.records = Math.max(most.records, bufferedRecords);
    most.bytes = Math.max(most.bytes, bufferedBytes);
  }
  return most;
}

describe('put', () => {
  it('waits when so many records are held', async () => {
    const stream = fakeStream(() => ({}), 50);
    const producer = producerOn(stream, { maxBufferedRecords: 70, maxBatchRecords: 30 });
    expect(await elapse(putWatched(producer, ratings(500)))).toMatchObject({ records: 70 });
    await elapse(producer.close());
    expect(numbersOn(stream)).toEqual(upTo(500));
  });

  it('waits when so many bytes are held', async () => {
    const stream = fakeStream(() => ({}), 50);
    const producer = producerOn(stream, { maxBufferedBytes: 10_000, maxBatchRecords: 30 });
    const most = await elapse(putWatched(producer, ratings(500)));
    expect(most.bytes).toBeLessThanOrEqual(10_000);
    expect(most.bytes).toBeGreaterThan(9_000);
    await elapse(producer.close());
    expect(stream.taken).toHaveLength(500);
  });

  it('lets in what exceeds all room by itself when nothing else is there', async () => {
    const stream = fakeStream(() => ({}), 50);
    const producer = producerOn(stream, { maxBufferedBytes: 1000, validate: false });
    const large = { large: 'x'.repeat(5000) };
    const most = await elapse(putWatched(producer, [rating(1), large, rating(2)]));
    expect(most.records).toBe(1);
    await elapse(producer.close());
    expect(stream.taken).toHaveLength(3);
  });

  it('does not wait for company when it is full', async () => {
    const stream = fakeStream();
    const producer = producerOn(stream, { maxBufferedRecords: 2, lingerMilliseconds: 1e6 });
    const startedAt = performance.now();
    const putting = putWatched(producer, ratings(9)).then(() => performance.now());
    expect((await elapse(putting)) - startedAt).toBeLessThan(1000);
  });

  it('lets in, in the order of the calls, what nobody awaits', async () => {
    const stream = fakeStream(() => ({}), 5);
    const producer = producerOn(stream, { maxBufferedBytes: 2000, validate: false });
    // A small one would find room while a large one before it waits.
    const sizes = upTo(50).map((number) => ({ ...rating(number), pad: 'x'.repeat((number * 370) % 1500) }));
    const all = Promise.all(sizes.map((each) => producer.put(each)));
    await elapse(all);
    await elapse(producer.close());
    expect(numbersOn(stream)).toEqual(upTo(50));
  });

  it('tells a refusal without waiting', async () => {
    const stream = fakeStream(() => 'silent');
    const producer = producerOn(stream, { maxBufferedRecords: 1 });
    await producer.put(rating(1));
    const waiting = producer.put(rating(2));
    expect(await producer.put('{')).toMatchObject({ ok: false });
    void waiting.catch(() => undefined);
  });
});
