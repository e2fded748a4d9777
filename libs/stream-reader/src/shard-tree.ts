import type { ShardOrigin } from './shard-description.js';

/** Which shards may be read: those whose parents were, as far as their parents are read at all. */
export class ShardTree {
  private readonly waiting = new Map<string, ShardOrigin>();
  private readonly known = new Set<string>();
  private readonly finished = new Set<string>();

  has(shardId: string): boolean {
    return this.known.has(shardId);
  }

  /** Whether a shard is known that goes on where this one ends. */
  hasChild(shardId: string): boolean {
    return this.childrenOf.has(shardId);
  }

  private readonly childrenOf = new Set<string>();

  /** Those that are known already stay as they are. */
  add(shards: readonly ShardOrigin[]): void {
    for (const shard of shards) {
      if (this.known.has(shard.shardId)) continue;
      this.known.add(shard.shardId);
      this.waiting.set(shard.shardId, shard);
      for (const parent of shard.parentShardIds) this.childrenOf.add(parent);
    }
  }

  finish(shardId: string): void {
    this.finished.add(shardId);
  }

  /** Each is given once. */
  takeReady(): readonly string[] {
    const ready = [...this.waiting.values()].filter(({ parentShardIds }) =>
      parentShardIds.every((parent) => !this.known.has(parent) || this.finished.has(parent)),
    );
    for (const { shardId } of ready) this.waiting.delete(shardId);
    return ready.map(({ shardId }) => shardId);
  }
}
