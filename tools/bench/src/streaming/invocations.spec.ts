import { describe, expect, it } from 'vitest';
import { invokeAgainAndAgain } from './invocations.js';
import { memoryGrowth } from './memory-growth.js';
import { startSink } from './sink-server.js';

const growthOf = async (handle: () => void) => {
  const samples = await invokeAgainAndAgain(
    async () => {
      handle();
      return { batchItemFailures: [] };
    },
    { Records: [] },
    50,
  );
  expect(samples.map(({ invocations }) => invocations)).toEqual(
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
  return memoryGrowth(samples, ({ heapBytes }) => heapBytes);
};

describe('the memory of invocations', () => {
  it('shows what is kept of each', async () => {
    const kept: unknown[] = [];
    const growth = await growthOf(() => kept.push(new Array<number>(100_000).fill(0.5)));
    expect(growth).toBeGreaterThan(1.1);
    expect(kept).toHaveLength(50);
  });

  it('ends with an invocation that left something undelivered', async () => {
    const handle = async () => ({ batchItemFailures: [{ itemIdentifier: '1' }] });
    await expect(invokeAgainAndAgain(handle, {}, 3)).rejects.toThrow(/invocation 1 did not deliver/);
  });
});

describe('memoryGrowth', () => {
  const looks = (bytes: readonly number[]) =>
    bytes.map((heapBytes, index) => ({ invocations: index + 1, heapBytes, residentBytes: 0 }));
  const growth = (bytes: readonly number[]) => memoryGrowth(looks(bytes), ({ heapBytes }) => heapBytes);

  it('does not count what the start takes, nor one look', () => {
    expect(growth([1, 1, 9, 10, 10, 10, 10, 99, 10, 10])).toBeCloseTo(10 / 9.5);
    expect(growth([1, 1, 1, 10, 10, 10, 10, 10, 10, 10, 10, 10, 99, 10, 10])).toBe(1);
  });

  it('is of at least five looks', () => {
    expect(() => growth([1, 1, 1, 1])).toThrow(RangeError);
  });
});

describe('the sink', () => {
  it('takes messages and objects', async () => {
    const sink = await startSink();
    try {
      const body = JSON.stringify({ QueueUrl: 'q', Entries: [{ Id: '0', MessageBody: 'a' }] });
      const sent = await fetch(sink.endpoint, { method: 'POST', body });
      expect(await sent.json()).toMatchObject({
        Successful: [{ Id: '0', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' }],
        Failed: [],
      });
      expect((await fetch(`${sink.endpoint}/staging/x`, { method: 'PUT', body: 'b' })).status).toBe(200);
      expect(sink.messages()).toBe(1);
    } finally {
      await sink.close();
    }
  });
});
