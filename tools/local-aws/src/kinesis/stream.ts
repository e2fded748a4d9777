import { evenRanges, splitRange } from './hash-range.js';
import { Shard } from './shard.js';

const HOUR_MS = 3_600_000;

export interface StreamOrigin {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly activeAtMs: number;
  readonly shardCount: number;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
}

/** One stream: its shards, open and closed, and who waits for records. */
export class Stream {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly mode: StreamOrigin['mode'];
  retentionHours = 24;
  deletedAtMs = Infinity;
  readonly #activeAtMs: number;
  readonly #shards: Shard[];
  /** Open shards by their place in the key space. */
  #open: Shard[];
  readonly #waiting = new Set<() => void>();

  constructor(origin: StreamOrigin) {
    ({ name: this.name, arn: this.arn, createdMs: this.createdMs, mode: this.mode } = origin);
    this.#activeAtMs = origin.activeAtMs;
    this.#shards = evenRanges(origin.shardCount).map(
      (range, shardNumber) => new Shard({ shardNumber, range, createdMs: origin.createdMs }),
    );
    this.#open = [...this.#shards];
  }

  status(nowMs: number): 'CREATING' | 'ACTIVE' | 'DELETING' {
    if (this.deletedAtMs !== Infinity) return 'DELETING';
    return nowMs < this.#activeAtMs ? 'CREATING' : 'ACTIVE';
  }

  /** Parents before children. A stream that is being created has none yet. */
  shards(nowMs: number): readonly Shard[] {
    return this.status(nowMs) === 'CREATING' ? [] : this.#shards;
  }

  get openShardCount(): number {
    return this.#open.length;
  }

  shard(shardId: string): Shard | undefined {
    return this.#shards.find((shard) => shard.shardId === shardId);
  }

  children(shardId: string): readonly Shard[] {
    return this.#shards.filter((shard) => shard.parentShardId === shardId);
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

  /** Closes a shard for writing and opens two in its place; false when `at` does not lie inside it. */
  split(parent: Shard, at: string, nowMs: number): boolean {
    const ranges = splitRange(parent.range, at);
    if (ranges === undefined) return false;
    parent.close();
    const children = ranges.map(
      (range, i) =>
        new Shard({
          shardNumber: this.#shards.length + i,
          range,
          // Later than the stream even within the same millisecond: children never repeat a number.
          createdMs: Math.max(nowMs, this.createdMs),
          parentShardId: parent.shardId,
        }),
    );
    this.#shards.push(...children);
    this.#open = this.#shards
      .filter((shard) => !shard.closed)
      .sort((a, b) => (a.range.start < b.range.start ? -1 : 1));
    this.wake();
    return true;
  }

  trim(nowMs: number): void {
    for (const shard of this.#shards) shard.trimBefore(nowMs - this.retentionHours * HOUR_MS);
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
