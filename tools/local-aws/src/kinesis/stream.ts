import { evenRanges, type HashRange } from './hash-range.js';
import { Shard } from './shard.js';

const HOUR_MS = 3_600_000;

export interface StreamOrigin {
  readonly name: string;
  /** With its account, for messages. */
  readonly title: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly activeAtMs: number;
  readonly shardCount: number;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** 1,024 to 10,240. */
  readonly maxRecordKibibytes: number;
}

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

/** What a stream becomes, a little after it was asked for. */
interface Change {
  readonly dueMs: number;
  make(atMs: number): void;
}

/** One stream: its shards, open and closed, and who waits for records. */
export class Stream {
  readonly name: string;
  readonly title: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly mode: StreamOrigin['mode'];
  retentionHours = 24;
  #maxRecordKibibytes: number;
  deletedAtMs = Infinity;
  readonly #activeAtMs: number;
  #nextShardNumber: number;
  #shards: readonly Shard[];
  /** Open shards by their place in the key space. */
  #open: readonly Shard[];
  #change: Change | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(origin: StreamOrigin) {
    ({ name: this.name, title: this.title, arn: this.arn } = origin);
    ({ createdMs: this.createdMs, mode: this.mode } = origin);
    this.#activeAtMs = origin.activeAtMs;
    this.#maxRecordKibibytes = origin.maxRecordKibibytes;
    const { createdMs } = origin;
    const { maxRecordBytes } = this;
    this.#shards = evenRanges(origin.shardCount).map(
      (range, shardNumber) => new Shard({ shardNumber, range, createdMs, maxRecordBytes }),
    );
    this.#nextShardNumber = origin.shardCount;
    this.#open = this.#shards;
  }

  get maxRecordKibibytes(): number {
    return this.#maxRecordKibibytes;
  }

  /** The key as well as the data. */
  get maxRecordBytes(): number {
    return this.#maxRecordKibibytes * 1024;
  }

  allowRecordsOf(kibibytes: number): void {
    this.#maxRecordKibibytes = kibibytes;
    for (const shard of this.#shards) shard.allowRecordsOf(this.maxRecordBytes);
  }

  status(nowMs: number): StreamStatus {
    if (this.deletedAtMs !== Infinity) return 'DELETING';
    if (nowMs < this.#activeAtMs) return 'CREATING';
    return this.#change === undefined ? 'ACTIVE' : 'UPDATING';
  }

  /** Parents before children. A stream that is being created has none yet. */
  shards(nowMs: number): readonly Shard[] {
    return nowMs < this.#activeAtMs ? [] : this.#shards;
  }

  get openShardCount(): number {
    return this.#open.length;
  }

  shard(shardId: string): Shard | undefined {
    return this.#shards.find((shard) => shard.shardId === shardId);
  }

  children(shardId: string): readonly Shard[] {
    return this.#shards.filter(({ parents }) => parents.includes(shardId));
  }

  /** The open shard whose range holds a place in the key space (32 hex digits). */
  shardFor(place: string): Shard {
    let low = 0;
    let high = this.#open.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#open[middle] as Shard).range.start <= place) low = middle;
      else high = middle - 1;
    }
    return this.#open[low] as Shard;
  }

  /** Until `dueMs` the stream is UPDATING, and reads and writes go on as before. */
  change(dueMs: number, make: Change['make']): void {
    this.#change = { dueMs, make };
  }

  /** Closes shards for writing and opens one for each range in their place. */
  replace(parents: readonly [Shard, Shard?], ranges: readonly HashRange[], atMs: number): void {
    const [parent, adjacent] = parents;
    for (const each of parents) each?.close(atMs);
    const children = ranges.map(
      (range) =>
        new Shard({
          shardNumber: this.#nextShardNumber++,
          range,
          // Later than the stream even within the same millisecond: children never repeat a number.
          createdMs: Math.max(atMs, this.createdMs),
          maxRecordBytes: this.maxRecordBytes,
          parentShardId: parent.shardId,
          ...(adjacent === undefined ? {} : { adjacentParentShardId: adjacent.shardId }),
        }),
    );
    this.#shards = [...this.#shards, ...children];
    this.#open = this.#shards
      .filter((shard) => !shard.closed)
      .sort((a, b) => (a.range.start < b.range.start ? -1 : 1));
  }

  /** Makes the change whose time has come, and lets go of what outlived its retention. */
  advanceTo(nowMs: number): void {
    const change = this.#change;
    if (change !== undefined && change.dueMs <= nowMs) {
      this.#change = undefined;
      change.make(change.dueMs);
      this.wake();
    }
    const oldestMs = nowMs - this.retentionHours * HOUR_MS;
    for (const shard of this.#shards) shard.trimBefore(oldestMs);
    if (!this.#shards.every((shard) => shard.openSince(oldestMs)))
      this.#shards = this.#shards.filter((shard) => shard.openSince(oldestMs));
  }

  /** How far back its records reach. */
  horizonMs(nowMs: number): number {
    return Math.max(this.createdMs, nowMs - this.retentionHours * HOUR_MS);
  }

  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resume of waiting) resume();
  }

  /** Resolves when a record or a shard may have come, or after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const resume = () => {
        clearTimeout(timer);
        this.#waiting.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, timeoutMs);
      this.#waiting.add(resume);
    });
  }
}
