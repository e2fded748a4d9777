import type { FakeRecord, FakeShard } from './fake-kinesis.testing.js';

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface LifeSettings {
  readonly startMs: number;
  readonly endMs: number;
  /** How far an arrival time lies from the time of storing, at most. */
  readonly disorderMs: number;
  readonly recordCount: number;
  readonly reshardCount: number;
}

/** A stream's whole life: shards that are split and merged at some times, and records in those that are open. */
export function streamLife(random: () => number, settings: LifeSettings): FakeShard[] {
  const { startMs, endMs, disorderMs, recordCount, reshardCount } = settings;
  const timeBetween = () => startMs + Math.floor(random() * (endMs - startMs));
  const shards: (FakeShard & { closedMs: number; records: FakeRecord[] })[] = [];
  const create = (parents: readonly string[], createdMs: number) =>
    shards.push({
      shardId: `shardId-${String(shards.length).padStart(12, '0')}`,
      parents,
      createdMs,
      closedMs: Infinity,
      records: [],
    });
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) create([], startMs);
  const times = Array.from({ length: reshardCount }, timeBetween).sort((a, b) => a - b);
  for (const atMs of times) {
    const open = shards.filter(({ closedMs }) => closedMs === Infinity);
    const one = pick(open);
    const other = pick(open);
    one.closedMs = other.closedMs = atMs;
    if (one !== other) create([one.shardId, other.shardId], atMs);
    else for (let child = 0; child < 2; child++) create([one.shardId], atMs);
  }

  // Digits are added on the way, as those of real ones could be.
  let sequence = 95n;
  for (const storedMs of Array.from({ length: recordCount }, timeBetween).sort((a, b) => a - b)) {
    const open = shards.filter(({ createdMs, closedMs }) => createdMs <= storedMs && storedMs < closedMs);
    sequence += BigInt(1 + Math.floor(random() * 5));
    pick(open).records.push({
      sequenceNumber: String(sequence),
      storedMs,
      arrivedMs: storedMs + Math.round((random() * 2 - 1) * disorderMs),
    });
  }
  return shards;
}
