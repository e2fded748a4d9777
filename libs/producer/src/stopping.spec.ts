import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeStream } from './fake-stream.testing.js';
import { ProducerStoppedError } from './index.js';
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

const stopped = (code: string) => ({ name: 'ProducerStoppedError', stream: 'records', code });

describe('close', () => {
  it('puts what was accepted, those included that waited for room, and nothing more', async () => {
    const stream = fakeStream(() => ({}), 10);
    const producer = producerOn(stream, { maxBufferedRecords: 5 });
    const putting = Promise.all(ratings(12).map((each) => producer.put(each)));
    const closing = producer.close();
    await expect(producer.put(rating(99))).rejects.toMatchObject(stopped('closed'));
    await elapse(closing);
    expect(await putting).toEqual(ratings(12).map(() => ({ ok: true })));
    expect(numbersOn(stream)).toEqual(upTo(12));
    expect(await producer.close()).toBe(await closing);
  });
});

describe('a stream that takes nothing', () => {
  it('stops the producer when its patience ends; what was accepted is told with its source', async () => {
    const stream = fakeStream(() => ({ failed: () => throttled }));
    const producer = producerOn(stream, { patienceMilliseconds: 10_000, maxBufferedRecords: 3 });
    const sources = ratings(3);
    await putAll(producer, sources);
    const waiting = producer.put(rating(3)).catch((error: unknown) => error);
    const startedAt = performance.now();
    const flushed = await elapse(producer.flush().catch((error: unknown) => error));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(10_000);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(flushed).toBeInstanceOf(ProducerStoppedError);
    expect(await waiting).toBe(flushed);
    await expect(producer.put(rating(4))).rejects.toBe(flushed);
    const { unsent, stoppedBy, put, accepted } = await elapse(producer.close());
    expect({ put, accepted, stoppedBy }).toEqual({ put: 0, accepted: 3, stoppedBy: flushed });
    expect(unsent).toEqual(sources.map((source) => ({ source, code: throttled, maybePut: false })));
    expect(unsent[0]?.source).toBe(sources[0]);
  });

  it('does not stop it as long as it takes something', async () => {
    const stream = fakeStream(() => ({ failed: (_, index) => (index === 0 ? undefined : throttled) }));
    const producer = producerOn(stream, {
      patienceMilliseconds: 10_000,
      firstPauseMilliseconds: 4000,
      longestPauseMilliseconds: 4000,
    });
    await putAll(producer, ratings(10));
    const startedAt = performance.now();
    expect(await elapse(producer.close())).toMatchObject({ put: 10, unsent: [] });
    expect(performance.now() - startedAt).toBeGreaterThan(10_000);
  });

  it.each([
    'ResourceNotFoundException',
    'AccessDeniedException',
    'KMSDisabledException',
    'ValidationException',
  ])('for good stops it at once: %s', async (refused) => {
    const stream = fakeStream(() => ({ refused }));
    const producer = producerOn(stream);
    await putAll(producer, ratings(2));
    const { stoppedBy, unsent, requests } = await elapse(producer.close());
    expect({ code: stoppedBy?.code, requests }).toEqual({ code: refused, requests: 1 });
    expect(stoppedBy?.cause).toMatchObject({ name: refused });
    expect(unsent.map(({ maybePut }) => maybePut)).toEqual([false, false]);
  });

  it('leaves open what happened to records whose answer was lost', async () => {
    const stream = fakeStream((_, earlier) =>
      earlier === 0 ? 'answer lost' : { refused: 'AccessDeniedException' },
    );
    const producer = producerOn(stream);
    await putAll(producer, ratings(1));
    const { unsent } = await elapse(producer.close());
    expect(unsent).toMatchObject([{ code: 'AccessDeniedException', maybePut: true }]);
  });
});

describe('the signal', () => {
  it('stops at once: what waits is not put, what is under way may be', async () => {
    const abort = new AbortController();
    const stream = fakeStream(() => ({}), 1000);
    const producer = producerOn(stream, { signal: abort.signal, maxBatchRecords: 2, maxBufferedRecords: 4 });
    await putAll(producer, ratings(4));
    // Room for two more when the first request is answered; then the second is under way.
    const letIn = [producer.put(rating(4)), producer.put(rating(5))];
    const refused = expect(producer.put(rating(6))).rejects.toMatchObject(stopped('AbortError'));
    await vi.advanceTimersByTimeAsync(1500);
    await Promise.all(letIn);
    abort.abort();
    await refused;
    const { accepted, put, unsent } = await elapse(producer.close());
    expect({ accepted, put }).toEqual({ accepted: 6, put: 2 });
    expect(unsent).toEqual([
      { source: rating(2), code: 'AbortError', maybePut: true },
      { source: rating(3), code: 'AbortError', maybePut: true },
      { source: rating(4), code: undefined, maybePut: false },
      { source: rating(5), code: undefined, maybePut: false },
    ]);
  });

  it('that has ended before lets nothing in', async () => {
    const stream = fakeStream();
    const producer = producerOn(stream, { signal: AbortSignal.abort() });
    await expect(producer.put(rating(1))).rejects.toMatchObject(stopped('AbortError'));
    expect(await producer.close()).toMatchObject({ accepted: 0, requests: 0, unsent: [] });
  });

  it('ends a pause', async () => {
    const abort = new AbortController();
    const stream = fakeStream(() => ({ failed: () => throttled }));
    const producer = producerOn(stream, {
      signal: abort.signal,
      firstPauseMilliseconds: 1e6,
      longestPauseMilliseconds: 1e6,
    });
    await putAll(producer, ratings(1));
    const flushing = producer.flush();
    const failed = expect(flushing).rejects.toMatchObject(stopped('AbortError'));
    await vi.advanceTimersByTimeAsync(100);
    abort.abort();
    await failed;
    expect(vi.getTimerCount()).toBe(0);
    expect(await producer.close()).toMatchObject({ unsent: [{ code: throttled, maybePut: false }] });
  });
});
