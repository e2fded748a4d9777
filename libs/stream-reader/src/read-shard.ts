import type { StreamRecord } from '@sluice/stream-transform';
import type { Clock } from './clock.js';
import { patiently } from './patience.js';
import { isPast } from './reading-end.js';
import type { RecordRate } from './record-rate.js';
import { ShardCursor } from './shard-cursor.js';
import type { ShardOrigin } from './shard-description.js';
import type { StreamCalls } from './stream-calls.js';
import type { HandlePage, StreamPage, TrimmedPosition } from './stream-page.js';
import type { Turns } from './turns.js';

/** What all shards of one reading share. */
export interface Reading {
  readonly calls: StreamCalls;
  readonly clock: Clock;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of pages in memory. */
  readonly turns: Turns;
  readonly rate: RecordRate;
  readonly handle: HandlePage;
  readonly onTrimmed: (position: TrimmedPosition) => void;
  readonly signal: AbortSignal;
}

/** How the reading of a shard ended. */
export interface ShardEnd {
  /** Shards that go on where it was closed, as far as Kinesis told; undefined when it was not read to its end. */
  readonly children: readonly ShardOrigin[] | undefined;
}

/**
 * Reads one shard to its end, or beyond `to`.
 * @param sequenceNumber of the last record that was dealt with
 */
export async function readShard(
  shardId: string,
  sequenceNumber: string | undefined,
  reading: Reading,
): Promise<ShardEnd> {
  const { clock, turns, signal } = reading;
  const cursor = new ShardCursor(shardId, sequenceNumber, reading);
  for (;;) {
    await cursor.pace.ready(signal);
    // What is throttled gives its turn back while it waits.
    const end = await patiently(clock, signal, () => turns.run(() => readPage(cursor, reading), signal));
    if (end !== undefined) return end;
  }
}

/** @returns the shard's end, once there is nothing more to ask for */
async function readPage(cursor: ShardCursor, reading: Reading): Promise<ShardEnd | undefined> {
  const next = await cursor.next();
  if (next === undefined) return undefined;
  if (next === 'gone') {
    await reading.handle(pageOf(cursor, [], 0, true));
    return { children: undefined };
  }
  const { records, millisBehindLatest, nextIterator, children } = next;
  const closed = nextIterator === undefined;
  const nowMs = next.answeredAtMs ?? next.askedAtMs;
  const done = closed || isPast(reading.toMs, records, millisBehindLatest, nowMs);
  if (done) cursor.end();
  await handOver(cursor, records, millisBehindLatest, done, reading);
  if (!done) return undefined;
  return { children: closed ? children : undefined };
}

/** In pieces that the rate allows; the last holds what is left, and where the shard stands. */
async function handOver(
  cursor: ShardCursor,
  records: readonly StreamRecord[],
  millisBehindLatest: number,
  done: boolean,
  { fromMs, toMs, rate, handle, signal }: Reading,
): Promise<void> {
  const wanted = records.filter(({ arrivedAtMs }) => arrivedAtMs >= fromMs && arrivedAtMs <= toMs);
  for (let start = 0; ; start += rate.burst) {
    const piece = wanted.slice(start, start + rate.burst);
    const isLast = start + rate.burst >= wanted.length;
    await rate.take(piece.length, signal);
    cursor.sequenceNumber = (isLast ? records : piece).at(-1)?.sequenceNumber ?? cursor.sequenceNumber;
    await handle(pageOf(cursor, piece, millisBehindLatest, isLast && done));
    if (isLast) return;
  }
}

const pageOf = (
  { shardId, sequenceNumber }: ShardCursor,
  records: readonly StreamRecord[],
  millisBehindLatest: number,
  done: boolean,
): StreamPage => ({
  shardId,
  records,
  millisBehindLatest,
  position: { shardId, ...(sequenceNumber === undefined ? {} : { sequenceNumber }), done },
});
