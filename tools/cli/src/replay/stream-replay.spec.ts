import fc from 'fast-check';
import type { Delivered, StreamRecord } from '@sluice/stream-transform';
import { describe, expect, it } from 'vitest';
import { checkpointSchema, type Checkpoint, type CheckpointPosition } from './checkpoint.js';
import type { Deliver } from './deliver-all.js';
import { fakeStream, freshCheckpoint, idOf, type FakeStream } from './fake-stream.testing.js';
import { NotDeliveredError, runStreamReplay, type StreamReplay } from './stream-replay.js';

const patience = { fruitlessTries: 3, firstPauseMilliseconds: 0, longestPauseMilliseconds: 0 };
const quiet = { onPage: () => undefined, now: () => new Date('2026-03-02T00:00:00Z'), patience };

const deliveredOf = (records: readonly StreamRecord[], firstUnsent?: number): Delivered => ({
  datasets: { d: { rows: firstUnsent ?? records.length, rejects: 0, messages: 1, claims: 0, reasons: {} } },
  ...(firstUnsent === undefined ? {} : { firstUnsent, code: 'RequestThrottled' }),
});

describe('a replay that is killed between any two steps, over and over', () => {
  /** The process is gone: nothing it would do any more takes effect. */
  class Killed extends Error {}

  /** What outlives the process. */
  interface World {
    readonly stream: FakeStream;
    readonly queue: Set<string>;
    disk: Checkpoint | undefined;
  }

  /** What a position says is on the queue. */
  const settledBy = (stream: FakeStream, { shardId, sequenceNumber, done }: CheckpointPosition): string[] =>
    done || sequenceNumber !== undefined
      ? stream.upTo(shardId, done ? undefined : sequenceNumber).map(idOf)
      : [];

  /** One process: after so many steps it is gone. */
  async function run(world: World, steps: number, unsent: (number | undefined)[]): Promise<void> {
    const begin = world.disk ?? freshCheckpoint();
    const settled = new Set(begin.positions.flatMap((position) => settledBy(world.stream, position)));
    let left = steps;
    const step = async () => {
      await Promise.resolve();
      if (left-- <= 0) throw new Killed();
    };
    const deliver: Deliver = async (records) => {
      await step();
      if (records.some((record) => settled.has(idOf(record)))) throw new Error('sent again for nothing');
      const next = unsent.shift();
      const firstUnsent = next === undefined ? undefined : next % records.length;
      // Other messages may have reached the queue beside the one that did not.
      for (const [index, record] of records.entries())
        if (index !== firstUnsent) world.queue.add(idOf(record));
      await step();
      return deliveredOf(records, firstUnsent);
    };
    const save = async (checkpoint: Checkpoint) => {
      await step();
      const claimed = checkpoint.positions.flatMap((position) => settledBy(world.stream, position));
      if (!claimed.every((id) => world.queue.has(id)))
        throw new Error('the checkpoint is ahead of the queue');
      world.disk = checkpointSchema.parse(JSON.parse(JSON.stringify(checkpoint)));
      await step();
    };
    await runStreamReplay(
      begin,
      { ...quiet, read: world.stream.read, deliver, save },
      new AbortController().signal,
    );
  }

  it('puts everything on the queue, and no checkpoint is ever ahead of it', async () => {
    const pages = fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 3,
    });
    const kills = fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 6 });
    const faults = fc.array(fc.option(fc.nat(4), { nil: undefined }), { maxLength: 12 });
    let killed = 0;
    let gaveUp = 0;
    await fc.assert(
      fc.asyncProperty(pages, kills, faults, async (sizes, fuels, unsent) => {
        const world: World = { stream: fakeStream(sizes), queue: new Set(), disk: undefined };
        for (let process = 0; world.disk?.finishedAt === undefined; process++) {
          expect(process).toBeLessThan(40);
          try {
            await run(world, fuels[process] ?? Infinity, unsent);
          } catch (error) {
            if (error instanceof Killed) killed++;
            else if (error instanceof NotDeliveredError) gaveUp++;
            else throw error;
          }
        }
        expect([...world.queue].sort()).toEqual(world.stream.records.map(idOf).sort());
        expect(world.disk.positions.every(({ done }) => done)).toBe(true);
        expect(world.disk.records).toBe(world.stream.records.length);
      }),
      { numRuns: 100 },
    );
    // Or it would prove nothing.
    expect(killed).toBeGreaterThan(50);
    expect(gaveUp).toBeGreaterThan(0);
  });
});

describe('what the queue does not take', () => {
  const replaying = (stream: FakeStream, deliver: Deliver, over: Partial<StreamReplay> = {}) => {
    const saved: Checkpoint[] = [];
    const replay: StreamReplay = {
      ...quiet,
      read: stream.read,
      deliver,
      save: async (checkpoint) => void saved.push(checkpoint),
      ...over,
    };
    return {
      replay,
      saved,
      position: (shardId: string) => saved.at(-1)?.positions.find((each) => each.shardId === shardId),
    };
  };
  const never = new AbortController().signal;

  it('is tried again from the first record of the rest, then the shard is named and where it stands', async () => {
    const stream = fakeStream([[4, 2]]);
    const tried: string[][] = [];
    const { replay, position, saved } = replaying(stream, async (records) => {
      tried.push(records.map(({ sequenceNumber }) => sequenceNumber));
      return deliveredOf(records, tried.length === 1 ? 1 : 0);
    });
    const error = await runStreamReplay(freshCheckpoint(), replay, never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotDeliveredError);
    expect(error).toMatchObject({
      code: 'RequestThrottled',
      position: { shardId: 'shard-0', sequenceNumber: '1000', done: false },
    });
    expect(tried).toEqual([
      ['1000', '1001', '1002', '1003'],
      ['1001', '1002', '1003'],
      ['1001', '1002', '1003'],
    ]);
    expect(position('shard-0')).toMatchObject({
      sequenceNumber: '1000',
      arrivedAt: '2026-03-01T00:00:00.000Z',
    });
    expect(saved.at(-1)).toMatchObject({ records: 1, datasets: { d: { rows: 1 } } });
    expect(saved.at(-1)).not.toHaveProperty('finishedAt');
  });

  it('does not give up while some of it is taken each time', async () => {
    const { replay, saved } = replaying(fakeStream([[9]]), async (records) =>
      deliveredOf(records, records.length > 1 ? 1 : undefined),
    );
    await runStreamReplay(freshCheckpoint(), replay, never);
    expect(saved.at(-1)).toMatchObject({ records: 9, finishedAt: '2026-03-02T00:00:00.000Z' });
  });

  it('stops the other shards, whose pages in hand are kept', async () => {
    const stream = fakeStream([
      [1, 1],
      [2, 2, 2, 2],
    ]);
    const { replay, position } = replaying(stream, async (records, signal) => {
      if (records[0]?.shardId === 'shard-0') return deliveredOf(records, 0);
      // Until the other shard has given up.
      if (!signal.aborted && records[0]?.sequenceNumber === '1002')
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return deliveredOf(records);
    });
    await expect(runStreamReplay(freshCheckpoint(), replay, never)).rejects.toMatchObject({
      position: { shardId: 'shard-0', done: false },
    });
    expect(position('shard-0')?.sequenceNumber).toBeUndefined();
    expect(position('shard-1')).toMatchObject({ sequenceNumber: '1003', done: false });
  });

  it('an interrupt ends it with what is on the queue saved, and no fault is told', async () => {
    const interrupt = new AbortController();
    const { replay, position } = replaying(fakeStream([[3, 3]]), async (records) => {
      if (records[0]?.sequenceNumber !== '1003') return deliveredOf(records);
      interrupt.abort();
      return { ...deliveredOf(records, 2), code: 'AbortError' };
    });
    await expect(runStreamReplay(freshCheckpoint(), replay, interrupt.signal)).rejects.toThrow(/abort/i);
    expect(position('shard-0')).toMatchObject({ sequenceNumber: '1004', done: false });
  });

  it('a checkpoint that cannot be written ends it', async () => {
    const { replay } = replaying(fakeStream([[1, 1]]), async (records) => deliveredOf(records), {
      save: () => Promise.reject(new Error('disk full')),
    });
    await expect(runStreamReplay(freshCheckpoint(), replay, never)).rejects.toThrow('disk full');
  });
});
