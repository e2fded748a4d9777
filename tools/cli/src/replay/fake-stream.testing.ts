import type { StreamPage } from '@sluice/stream-reader';
import type { StreamRecord } from '@sluice/stream-transform';
import { newCheckpoint, type Checkpoint } from './checkpoint.js';
import type { StreamReplay } from './stream-replay.js';

export const arrivedFirst = Date.parse('2026-03-01T00:00:00Z');

/** Shards whose records stand in pages of these sizes. */
export interface FakeStream {
  /** As `readStream` reads: one page at a time for a shard, shards beside each other, from the positions to resume. */
  readonly read: StreamReplay['read'];
  readonly records: readonly StreamRecord[];
  /** Those up to a sequence number, inclusive; all of the shard without one. */
  upTo(shardId: string, sequenceNumber?: string): readonly StreamRecord[];
}

export const idOf = ({ shardId, sequenceNumber }: StreamRecord): string => `${shardId}:${sequenceNumber}`;

export function fakeStream(pageSizes: readonly (readonly number[])[]): FakeStream {
  const shards = pageSizes.map((sizes, shard) => {
    let next = 0;
    return {
      shardId: `shard-${shard}`,
      pages: sizes.map((size) => Array.from({ length: size }, () => recordOf(shard, next++))),
    };
  });
  const upTo = (shardId: string, sequenceNumber?: string) =>
    (shards.find((shard) => shard.shardId === shardId)?.pages.flat() ?? []).filter(
      (record) => sequenceNumber === undefined || record.sequenceNumber <= sequenceNumber,
    );
  return {
    records: shards.flatMap(({ pages }) => pages.flat()),
    upTo,
    read: async ({ resume = [], signal }, handle) => {
      const stop = new AbortController();
      const outcomes = await Promise.allSettled(
        shards.map(async ({ shardId, pages }) => {
          const from = resume.find((position) => position.shardId === shardId);
          if (from?.done) return;
          let sequenceNumber = from?.sequenceNumber;
          for (const [index, page] of pages.entries()) {
            const records = page.filter((record) => record.sequenceNumber > (sequenceNumber ?? ''));
            const done = index === pages.length - 1;
            if (records.length === 0 && !done) continue;
            signal?.throwIfAborted();
            stop.signal.throwIfAborted();
            sequenceNumber = records.at(-1)?.sequenceNumber ?? sequenceNumber;
            const position: StreamPage['position'] = {
              shardId,
              ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
              done,
            };
            await handle({ shardId, records, millisBehindLatest: done ? 0 : 1_000, position }).catch(
              (error: unknown) => {
                stop.abort(error);
                throw error;
              },
            );
          }
        }),
      );
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

const recordOf = (shard: number, index: number): StreamRecord => ({
  shardId: `shard-${shard}`,
  sequenceNumber: String(1_000 + index),
  arrivedAtMs: arrivedFirst + index * 1_000,
  data: new Uint8Array(),
});

export const freshCheckpoint = (): Checkpoint =>
  newCheckpoint(
    {
      stream: { name: 'records', createdAt: '2026-01-01T00:00:00.000Z' },
      window: { from: { text: '7d', at: new Date(arrivedFirst) } },
      shardIds: [],
    },
    new Date(arrivedFirst + 86_400_000),
  );
